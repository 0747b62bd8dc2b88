//go:build unix

// Package cputime tells benchmarks how much processor time the program has
// used, over all its threads: what a task costs on a machine that is busy
// with other work besides.
package cputime

import (
	"syscall"
	"testing"
	"time"
)

// Used returns the user and system time of this process so far.
func Used() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// Loop runs task as a benchmark does and reports the processor time of one
// run in milliseconds, as cpu-ms/op.
func Loop(b *testing.B, task func()) {
	b.ReportAllocs()
	start := Used()
	for b.Loop() {
		task()
	}
	b.ReportMetric(float64(Used()-start)/float64(b.N)/1e6, "cpu-ms/op")
}
