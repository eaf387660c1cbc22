package contract

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
)

// Server is a server under test: an http.Handler for /echo, as both of Go's usual libraries want it.
type Server struct {
	Module string                      // of the library, whose version --probe tells
	Echo   map[string]http.HandlerFunc // by variant
}

// RunServer is the main function of a server contender.
func RunServer(server Server) {
	a := parse(keys(server.Echo), true)
	if a.probe {
		printProbe(server.Module)
		return
	}
	mux := http.NewServeMux() // answers 404 for every other path
	mux.Handle("/echo", server.Echo[a.variant])
	// net/http would log each handshake that a client breaks off.
	http := &http.Server{Handler: mux, ErrorLog: log.New(io.Discard, "", 0)}

	ready := map[string]int{}
	done := make(chan error, 2)
	listener, err := net.Listen("tcp", a.listen)
	if err != nil {
		fail(exitFailed, "cannot listen on %s: %v", a.listen, err)
	}
	ready["ws"] = listener.Addr().(*net.TCPAddr).Port
	go func() { done <- http.Serve(listener) }()
	if a.cert != "" {
		certificate, err := tls.LoadX509KeyPair(a.cert, a.key)
		if err != nil {
			fail(exitFailed, "cannot read the certificate %s with %s: %v", a.cert, a.key, err)
		}
		host, _, _ := net.SplitHostPort(a.listen)
		secure, err := tls.Listen("tcp", net.JoinHostPort(host, "0"), &tls.Config{
			Certificates: []tls.Certificate{certificate},
			MinVersion:   tls.VersionTLS13,
		})
		if err != nil {
			fail(exitFailed, "cannot listen on %s for TLS: %v", host, err)
		}
		ready["wss"] = secure.Addr().(*net.TCPAddr).Port
		go func() { done <- http.Serve(secure) }()
	}
	endOnSignal()
	endWithStdin()
	say(map[string]any{"ready": ready})
	fail(exitFailed, "cannot accept connections: %v", <-done)
}
