// The client of coder/websocket, as its documentation begins: Dial, Write and Read.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"
	contract "tare.invalid/contract/go"
)

type conn struct{ *websocket.Conn }

func dial(url string, tls *tls.Config) (contract.Conn, error) {
	handshake, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c, _, err := websocket.Dial(handshake, url, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: &http.Transport{TLSClientConfig: tls}},
	})
	if err != nil {
		return nil, err
	}
	c.SetReadLimit(contract.MaxMessageBytes)
	return conn{c}, nil
}

func (c conn) Write(kind contract.Kind, payload []byte) error {
	return c.Conn.Write(context.Background(), messageType(kind), payload)
}

func (c conn) Read() (contract.Kind, []byte, error) {
	kind, message, err := c.Conn.Read(context.Background())
	if err != nil {
		return 0, nil, err
	}
	if kind == websocket.MessageBinary {
		return contract.Binary, message, nil
	}
	// The library leaves this check to the application.
	if !utf8.Valid(message) {
		c.Conn.Close(websocket.StatusInvalidFramePayloadData, "text is not UTF-8")
		return 0, nil, errors.New("text is not UTF-8")
	}
	return contract.Text, message, nil
}

func (c conn) Close() {
	abort := time.AfterFunc(time.Second, c.Abort)
	defer abort.Stop()
	c.Conn.Close(websocket.StatusNormalClosure, "")
}

func (c conn) Abort() { c.CloseNow() }

func messageType(kind contract.Kind) websocket.MessageType {
	if kind == contract.Text {
		return websocket.MessageText
	}
	return websocket.MessageBinary
}

func main() {
	contract.RunClient(contract.Client{
		Module: "github.com/coder/websocket",
		Dial:   map[string]func(string, *tls.Config) (contract.Conn, error){"stock": dial},
	})
}
