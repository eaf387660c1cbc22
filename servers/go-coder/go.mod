module tare.invalid/servers/go-coder

go 1.23

require (
	github.com/coder/websocket v1.8.15
	tare.invalid/contract/go v0.0.0
)

replace tare.invalid/contract/go => ../../contract/go
