// The client of gorilla/websocket, as its echo example: Dial, WriteMessage and ReadMessage.
package main

import (
	"crypto/tls"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
	contract "tare.invalid/contract/go"
)

type conn struct{ *websocket.Conn }

func dial(url string, tls *tls.Config) (contract.Conn, error) {
	dialer := websocket.Dialer{TLSClientConfig: tls, HandshakeTimeout: 5 * time.Second}
	c, _, err := dialer.Dial(url, nil)
	if err != nil {
		return nil, err
	}
	c.SetReadLimit(contract.MaxMessageBytes)
	return conn{c}, nil
}

func (c conn) Write(kind contract.Kind, payload []byte) error {
	if kind == contract.Text {
		return c.WriteMessage(websocket.TextMessage, payload)
	}
	return c.WriteMessage(websocket.BinaryMessage, payload)
}

func (c conn) Read() (contract.Kind, []byte, error) {
	kind, message, err := c.ReadMessage()
	if err != nil {
		return 0, nil, err
	}
	if kind == websocket.BinaryMessage {
		return contract.Binary, message, nil
	}
	// The library leaves this check to the application.
	if !utf8.Valid(message) {
		c.sayClose(websocket.CloseInvalidFramePayloadData)
		return 0, nil, errors.New("text is not UTF-8")
	}
	return contract.Text, message, nil
}

// Close sends a Close frame and reads until the peer's has come, which the library does not do by itself.
func (c conn) Close() {
	defer c.Conn.Close()
	c.SetReadDeadline(time.Now().Add(time.Second))
	c.sayClose(websocket.CloseNormalClosure)
	for {
		if _, _, err := c.ReadMessage(); err != nil {
			return
		}
	}
}

func (c conn) Abort() { c.Conn.Close() }

func (c conn) sayClose(code int) {
	c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
}

func main() {
	contract.RunClient(contract.Client{
		Module: "github.com/gorilla/websocket",
		Dial:   map[string]func(string, *tls.Config) (contract.Conn, error){"stock": dial},
	})
}
