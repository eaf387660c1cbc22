// Package contract is the contract's side (contract/CONTRACT.md) for contenders in Go: arguments, probe,
// JSON lines, payload, stamps, and the end. A contender brings its library and nothing else.
package contract

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
)

const (
	exitFailed = 1
	exitUsage  = 2
)

// MaxMessageBytes is the largest message that the contract knows; read limits must not be below it.
const MaxMessageBytes = 64 << 20

// Kind is the type of a message.
type Kind int

const (
	Binary Kind = iota
	Text
)

type arguments struct {
	variant, listen, cert, key string
	probe                      bool
}

// parse reads the command line; server options only where the contender is a server.
func parse(variants []string, server bool) arguments {
	var a arguments
	var wait string
	flags := flag.NewFlagSet(os.Args[0], flag.ContinueOnError)
	flags.StringVar(&a.variant, "variant", "", strings.Join(variants, ", "))
	flags.StringVar(&wait, "wait", "block", "block: the runtime's poller cannot spin")
	flags.BoolVar(&a.probe, "probe", false, "say what is there and end")
	if server {
		flags.StringVar(&a.listen, "listen", "127.0.0.1:0", "ADDRESS:PORT")
		flags.StringVar(&a.cert, "tls-cert", "", "PEM file")
		flags.StringVar(&a.key, "tls-key", "", "PEM file")
	}
	switch err := flags.Parse(os.Args[1:]); {
	case err == flag.ErrHelp:
		os.Exit(0)
	case err != nil:
		os.Exit(exitUsage) // the flag package has said why
	case !slices.Contains(variants, a.variant):
		fail(exitUsage, "--variant %q does not exist; there are: %s", a.variant, strings.Join(variants, ", "))
	case wait != "block":
		fail(exitUsage, "--wait must be block, got %q: Go's poller cannot spin", wait)
	case (a.cert == "") != (a.key == ""):
		fail(exitUsage, "--tls-cert and --tls-key must be given together")
	}
	return a
}

// printProbe prints the answer to --probe. The version is that of the module that was linked, as the
// program itself carries it.
func printProbe(module string) {
	versions := map[string]string{"go": strings.TrimPrefix(runtime.Version(), "go")}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == module {
				versions[module] = strings.TrimPrefix(dependency.Version, "v")
			}
		}
	}
	answer := map[string]any{"versions": versions, "features": features()}
	if footprint := footprint(); footprint != nil {
		answer["footprint"] = footprint
	}
	say(answer)
}

// footprint counts the modules that are linked into this program, but for the contract's own.
func footprint() map[string]any {
	info, ok := debug.ReadBuildInfo()
	program, err := os.Executable()
	if !ok || err != nil {
		return nil
	}
	file, err := os.Stat(program)
	if err != nil {
		return nil
	}
	var names []string
	for _, dependency := range info.Deps {
		if dependency.Replace == nil { // the contract is a folder here
			names = append(names, dependency.Path)
		}
	}
	what := "modules: " + strings.Join(names, ", ") + "; the bytes are the whole program's"
	return map[string]any{"packages": len(names), "bytes": file.Size(), "what": what}
}

// features says how the runtime is set, which is how Go comes unless the environment says otherwise.
func features() string {
	percent := debug.SetGCPercent(100)
	debug.SetGCPercent(percent)
	processors := "the allowed CPUs"
	if set := os.Getenv("GOMAXPROCS"); set != "" {
		processors = set
	}
	return fmt.Sprintf("net/http, crypto/tls, GOGC=%d, GOMAXPROCS=%s", percent, processors)
}

// say prints one line of JSON.
func say(answer any) {
	line, err := json.Marshal(answer)
	if err != nil {
		fail(exitFailed, "cannot print an answer: %v", err)
	}
	os.Stdout.Write(append(line, '\n'))
}

func fail(code int, format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(code)
}

// endOnSignal ends the process on SIGTERM.
func endOnSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	go func() {
		<-signals
		os.Exit(0)
	}()
}

// endWithStdin ends the process when its stdin ends, if somebody holds the other end: a pipe, a socket, a
// terminal. The goroutine sits in one read for the process's life.
func endWithStdin() {
	info, err := os.Stdin.Stat()
	if err != nil || info.Mode()&(os.ModeNamedPipe|os.ModeSocket) == 0 {
		return
	}
	go func() {
		buffer := make([]byte, 512)
		for {
			if _, err := os.Stdin.Read(buffer); err != nil {
				os.Exit(0)
			}
		}
	}()
}
