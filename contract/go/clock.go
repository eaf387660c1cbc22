package contract

import (
	"syscall"
	"time"
	"unsafe"
)

// clock gives stamps of CLOCK_MONOTONIC. Go has no documented call for it but the system call; so that is
// made once a block, and between its readings time.Since of the same moment, which reads the same clock
// without a system call.
type clock struct {
	base   time.Time
	baseNs int64
}

func newClock() clock {
	const clockMonotonic = 1
	var now syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clockMonotonic, uintptr(unsafe.Pointer(&now)), 0)
	return clock{time.Now(), now.Nano()}
}

func (c clock) now() int64 { return c.baseNs + int64(time.Since(c.base)) }
