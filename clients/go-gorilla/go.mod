module tare.invalid/clients/go-gorilla

go 1.23

require (
	github.com/gorilla/websocket v1.5.3
	tare.invalid/contract/go v0.0.0
)

replace tare.invalid/contract/go => ../../contract/go
