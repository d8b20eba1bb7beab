package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"ddpm/model/kernel"
)

// peak returns the number of multiplications and additions a second that all cores together can do, if they read and write no memory. It
// measures for about the given time.
func peak(length time.Duration) float64 {
	const rounds = 1 << 18 // about a millisecond
	var operations atomic.Int64
	var cores sync.WaitGroup
	began := time.Now()
	for range runtime.GOMAXPROCS(0) {
		cores.Go(func() {
			for time.Since(began) < length {
				operations.Add(int64(kernel.MultiplyAdds(rounds)))
			}
		})
	}
	cores.Wait()
	return float64(operations.Load()) / time.Since(began).Seconds()
}
