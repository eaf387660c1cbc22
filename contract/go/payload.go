package contract

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

const (
	headerBytes = 16
	wholeEvery  = 256
)

// payload is the message of the echo workload and what its answers are held against.
type payload struct {
	bytes []byte
	kind  Kind
}

func newPayload(size int, kind Kind, seed uint64) *payload {
	p := &payload{bytes: make([]byte, size), kind: kind}
	x := max(seed, 1)
	for i := headerBytes; i < size; i++ {
		x ^= x >> 12
		x ^= x << 25
		x ^= x >> 27
		b := byte(x * 2685821657736338717 >> 56)
		if kind == Text {
			b = 'a' + b%26
		}
		p.bytes[i] = b
	}
	return p
}

// number writes the header of this message.
func (p *payload) number(connection, message uint64) {
	header := p.header(connection, message)
	copy(p.bytes, header[:])
}

func (p *payload) header(connection, message uint64) (header [headerBytes]byte) {
	if p.kind == Binary {
		binary.LittleEndian.PutUint64(header[:], connection)
		binary.LittleEndian.PutUint64(header[8:], message)
		return header
	}
	const digits = "0123456789abcdef"
	for i := 3; i >= 0; i, connection = i-1, connection>>4 {
		header[i] = digits[connection&15]
	}
	for i := 15; i >= 4; i, message = i-1, message>>4 {
		header[i] = digits[message&15]
	}
	return header
}

// verify holds an answer against its message: type, length and header; all of it for message 0, every 256th
// and where whole is asked for.
func (p *payload) verify(answer []byte, kind Kind, connection, message uint64, whole bool) error {
	header := p.header(connection, message)
	n := min(headerBytes, len(p.bytes))
	if kind == p.kind && len(answer) == len(p.bytes) && bytes.Equal(answer[:n], header[:n]) &&
		(!whole && message%wholeEvery != 0 || bytes.Equal(answer[n:], p.bytes[n:])) {
		return nil
	}
	return p.mismatch(answer, kind, connection, message, header)
}

func (p *payload) mismatch(answer []byte, kind Kind, connection, message uint64, header [headerBytes]byte) error {
	place := fmt.Sprintf("connection %d, message %d", connection, message)
	names := [...]string{Binary: "a binary", Text: "a text"}
	if kind != p.kind {
		return fmt.Errorf("%s: expected %s message, got %s one", place, names[p.kind], names[kind])
	}
	if len(answer) != len(p.bytes) {
		return fmt.Errorf("%s: expected %d bytes, got %d", place, len(p.bytes), len(answer))
	}
	for i, got := range answer {
		expected := p.bytes[i]
		if i < headerBytes {
			expected = header[i]
		}
		if got != expected {
			return fmt.Errorf("%s: at offset %d expected 0x%02x, got 0x%02x", place, i, expected, got)
		}
	}
	return fmt.Errorf("%s: nothing differs", place)
}
