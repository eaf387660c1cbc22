package contract

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

// Conn is one open WebSocket connection of a client under test.
type Conn interface {
	// Write sends one message.
	Write(kind Kind, payload []byte) error
	// Read returns the next message; it may be overwritten by the next Read.
	Read() (Kind, []byte, error)
	// Close does the closing handshake and ends the TCP connection, in at most a second.
	Close()
	// Abort ends the TCP connection; a Read that waits returns.
	Abort()
}

// Client is a client under test.
type Client struct {
	Module string // of the library, whose version --probe tells
	// Dial connects, by variant. tls is nil for ws:. At most MaxMessageBytes long messages must be read.
	Dial map[string]func(url string, tls *tls.Config) (Conn, error)
}

type command struct {
	Do          string
	URL         string
	Connections int
	CAFile      string `json:"ca_file"`
	Deflate     bool
	Workload    string
	SizeBytes   int `json:"size_bytes"`
	Kind        string
	DurationNs  int64 `json:"duration_ns"`
	DeadlineNs  int64 `json:"deadline_ns"`
	Seed        uint64
	TimesFile   string `json:"times_file"`
}

type session struct {
	dial  func(url string, tls *tls.Config) (Conn, error)
	conns []Conn
	block *block
}

// RunClient is the main function of a client contender.
func RunClient(client Client) {
	a := parse(keys(client.Dial), false)
	if a.probe {
		printProbe(client.Module)
		return
	}
	endOnSignal()
	say(map[string]any{"ready": struct{}{}})
	s := &session{dial: client.Dial[a.variant]}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		answer, err := s.obey(lines.Text())
		if err != nil {
			answer = map[string]any{"error": err.Error()}
		}
		say(answer)
	}
}

func (s *session) obey(line string) (any, error) {
	if line == `{"do":"go"}` { // the one command that is weighed with the work is not parsed
		return s.run()
	}
	c := command{Connections: 1, Seed: 1}
	decoder := json.NewDecoder(strings.NewReader(line))
	decoder.DisallowUnknownFields() // ignoring a member could mean measuring something else
	if err := decoder.Decode(&c); err != nil {
		return nil, fmt.Errorf("a command must be one JSON object a line: %w", err)
	}
	switch c.Do {
	case "open":
		return s.open(c)
	case "block":
		return s.arm(c)
	case "go":
		return s.run()
	case "save":
		if s.block == nil || !s.block.ran {
			return nil, errors.New("save: no block has run")
		}
		saved, err := s.block.save(c.TimesFile)
		return map[string]any{"saved": saved}, err
	case "close":
		s.close()
		return map[string]any{"closed": true}, nil
	}
	return nil, fmt.Errorf("%q is not a command; there are: open, block, go, save, close", c.Do)
}

func (s *session) open(c command) (any, error) {
	if s.conns != nil {
		return nil, errors.New("open: is open already, close first")
	}
	if c.Deflate {
		return nil, errors.New("open: this client offers no compression")
	}
	var secure *tls.Config
	if strings.HasPrefix(c.URL, "wss:") {
		pem, err := os.ReadFile(c.CAFile)
		if err != nil {
			return nil, fmt.Errorf("open: ca_file: %w", err)
		}
		authorities := x509.NewCertPool()
		if !authorities.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("open: ca_file %s holds no certificate", c.CAFile)
		}
		secure = &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS13}
	}
	for range c.Connections {
		conn, err := s.dial(c.URL, secure)
		if err != nil {
			s.close()
			return nil, fmt.Errorf("open: %w", err)
		}
		s.conns = append(s.conns, conn)
	}
	return map[string]any{"opened": c.Connections}, nil
}

func (s *session) arm(c command) (any, error) {
	s.block = nil
	kind := map[string]Kind{"binary": Binary, "text": Text}
	switch _, known := kind[c.Kind]; {
	case s.conns == nil:
		return nil, errors.New("block: nothing is open")
	case c.Workload != "echo":
		return nil, fmt.Errorf("block: only echo is known, asked for %q", c.Workload)
	case !known:
		return nil, fmt.Errorf("block: \"kind\" must be binary or text, got %q", c.Kind)
	case c.SizeBytes < 0 || c.SizeBytes > MaxMessageBytes || c.DurationNs <= 0 || c.DeadlineNs <= 0:
		return nil, errors.New("block: size_bytes must be 0 to 64 MiB, duration_ns and deadline_ns above 0")
	}
	s.block = newBlock(c, kind[c.Kind], s.conns)
	return map[string]any{"armed": true}, nil
}

func (s *session) run() (any, error) {
	if s.block == nil || s.block.ran {
		return nil, errors.New("go: no block is armed")
	}
	block := s.block
	report, err := block.run()
	if err != nil {
		s.block = nil
	}
	return report, err
}

func (s *session) close() {
	var all sync.WaitGroup
	for _, conn := range s.conns {
		all.Add(1)
		go func() {
			defer all.Done()
			conn.Close()
		}()
	}
	all.Wait()
	s.conns, s.block = nil, nil
}
