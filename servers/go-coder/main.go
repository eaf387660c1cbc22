// The server of coder/websocket, as its documentation begins: Accept, then Read and Write.
package main

import (
	"net/http"
	"unicode/utf8"

	"github.com/coder/websocket"
	contract "tare.invalid/contract/go"
)

func echo(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // Accept has answered the request
	}
	defer c.CloseNow()
	c.SetReadLimit(contract.MaxMessageBytes)
	for {
		kind, message, err := c.Read(r.Context())
		if err != nil {
			return
		}
		// The library leaves this check to the application.
		if kind == websocket.MessageText && !utf8.Valid(message) {
			c.Close(websocket.StatusInvalidFramePayloadData, "text is not UTF-8")
			return
		}
		if c.Write(r.Context(), kind, message) != nil {
			return
		}
	}
}

func main() {
	contract.RunServer(contract.Server{
		Module: "github.com/coder/websocket",
		Echo:   map[string]http.HandlerFunc{"stock": echo},
	})
}
