package contract

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// block is one stretch of the echo workload: a goroutine a connection, as Go's users write it.
type block struct {
	duration, deadline time.Duration
	size               int
	lanes              []*lane
	stamps             []int64 // of one connection; of several they are the lanes' pairs, merged by save
	ran                bool
}

type pair struct{ sent, received int64 }

// lane is one connection's part.
type lane struct {
	conn     Conn
	number   uint64
	payload  *payload
	stamps   []int64 // of the only connection: the start, then one a message
	pairs    []pair  // of one of several
	alone    bool
	progress atomic.Int64 // when it last heard something; 0 while nothing is outstanding
	silent   atomic.Bool  // the watch ended it
	err      error
}

func newBlock(c command, kind Kind, conns []Conn) *block {
	b := &block{
		duration: time.Duration(c.DurationNs), deadline: time.Duration(c.DeadlineNs), size: c.SizeBytes,
	}
	// A message takes 2 µs at the very least; what comes beyond that costs an allocation.
	room := min(max(int(c.DurationNs/2000), 1024), 4<<20)
	for i, conn := range conns {
		l := &lane{conn: conn, number: uint64(i), alone: len(conns) == 1}
		l.payload = newPayload(c.SizeBytes, kind, c.Seed)
		if l.alone {
			l.stamps = touched[int64](room)
		} else {
			l.pairs = touched[pair](room / len(conns))
		}
		b.lanes = append(b.lanes, l)
	}
	return b
}

// touched makes room whose pages are there, so that no fault falls into a block.
func touched[T any](room int) []T {
	made := make([]T, room)
	var zero T
	for i := range made {
		made[i] = zero
	}
	return made[:0]
}

func (b *block) run() (any, error) {
	clock := newClock()
	started := clock.now()
	end := started + int64(b.duration)
	stop := b.watch(clock)
	if len(b.lanes) == 1 {
		b.lanes[0].run(clock, end)
	} else {
		var all sync.WaitGroup
		for _, l := range b.lanes {
			all.Add(1)
			go func() {
				defer all.Done()
				l.run(clock, end)
			}()
		}
		all.Wait()
	}
	ended := clock.now()
	stop()
	operations := 0
	for _, l := range b.lanes {
		if l.silent.Load() {
			return nil, fmt.Errorf("connection %d: silence for %d ms", l.number, b.deadline.Milliseconds())
		}
		if l.err != nil {
			return nil, l.err
		}
		operations += max(len(l.stamps)-1, len(l.pairs))
	}
	b.ran = true
	return map[string]any{"ran": map[string]int64{
		"operations": int64(operations), "bytes": int64(operations) * int64(b.size),
		"started_ns": started, "ended_ns": ended,
	}}, nil
}

// run is the work.
func (l *lane) run(clock clock, end int64) {
	defer l.progress.Store(0)
	sent := clock.now()
	if l.alone {
		l.stamps = append(l.stamps, sent)
	}
	for message := uint64(0); ; message++ {
		l.progress.Store(sent)
		l.payload.number(l.number, message)
		if l.err = l.conn.Write(l.payload.kind, l.payload.bytes); l.err != nil {
			l.err = fmt.Errorf("connection %d: sending message %d: %w", l.number, message, l.err)
			return
		}
		kind, answer, err := l.conn.Read()
		if err != nil {
			l.err = fmt.Errorf("connection %d: answer to message %d: %w", l.number, message, err)
			return
		}
		if l.err = l.payload.verify(answer, kind, l.number, message, false); l.err != nil {
			return
		}
		received := clock.now()
		if l.alone {
			l.stamps = append(l.stamps, received)
		} else {
			l.pairs = append(l.pairs, pair{sent, received})
		}
		sent = received
		if received >= end {
			l.err = l.payload.verify(answer, kind, l.number, message, true)
			return
		}
	}
}

// watch ends a connection that hears nothing for the deadline. One timer a block: deadlines on each message
// would be weighed with it.
func (b *block) watch(clock clock) (stop func()) {
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(max(b.deadline/4, time.Millisecond))
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			for _, l := range b.lanes {
				if since := l.progress.Load(); since > 0 && clock.now()-since > int64(b.deadline) {
					l.silent.Store(true)
					l.conn.Abort()
				}
			}
		}
	}()
	return func() { close(done) }
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// save writes the stamps, those of several connections in order of receipt.
func (b *block) save(file string) (int, error) {
	stamps := b.lanes[0].stamps
	if len(b.lanes) > 1 {
		var pairs []pair
		for _, l := range b.lanes {
			pairs = append(pairs, l.pairs...)
		}
		slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.received, b.received) })
		stamps = nil
		for _, p := range pairs {
			stamps = append(stamps, p.sent, p.received)
		}
	}
	bytes := make([]byte, 0, 8*len(stamps))
	for _, stamp := range stamps {
		bytes = binary.LittleEndian.AppendUint64(bytes, uint64(stamp))
	}
	if err := os.WriteFile(file, bytes, 0o600); err != nil {
		return 0, fmt.Errorf("save: times_file: %w", err)
	}
	return len(stamps), nil
}
