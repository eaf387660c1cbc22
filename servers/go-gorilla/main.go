// The server of gorilla/websocket, as its echo example: Upgrade, then ReadMessage and WriteMessage.
package main

import (
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
	contract "tare.invalid/contract/go"
)

var upgrader = websocket.Upgrader{}

func echo(w http.ResponseWriter, r *http.Request) {
	c, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered the request
	}
	defer c.Close()
	c.SetReadLimit(contract.MaxMessageBytes)
	for {
		kind, message, err := c.ReadMessage()
		if err != nil {
			return
		}
		// The library leaves this check to the application.
		if kind == websocket.TextMessage && !utf8.Valid(message) {
			c.WriteControl(websocket.CloseMessage,
				websocket.FormatCloseMessage(websocket.CloseInvalidFramePayloadData, ""), time.Time{})
			return
		}
		if c.WriteMessage(kind, message) != nil {
			return
		}
	}
}

func main() {
	contract.RunServer(contract.Server{
		Module: "github.com/gorilla/websocket",
		Echo:   map[string]http.HandlerFunc{"stock": echo},
	})
}
