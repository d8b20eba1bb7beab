package parallel

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
)

// Every number is in exactly one block, whatever the number of cores, and no more goroutines than cores work at once.
func TestBlocksCoverAllOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(cores)
		for _, n := range []int{0, 1, 5, 64, 1000} {
			for _, size := range []int{1, 3, 64, 2000} {
				times := make([]atomic.Int32, n)
				var working, most atomic.Int32
				Blocks(t.Context(), n, size, func(lo, hi int) {
					now := working.Add(1)
					for m := most.Load(); now > m && !most.CompareAndSwap(m, now); m = most.Load() {
					}
					if lo%size != 0 || hi != min(n, lo+size) {
						t.Errorf("block %d:%d of %d in blocks of %d", lo, hi, n, size)
					}
					for i := lo; i < hi; i++ {
						times[i].Add(1)
					}
					working.Add(-1)
				})
				for i := range times {
					if times[i].Load() != 1 {
						t.Fatalf("%d of %d came up %d times", i, n, times[i].Load())
					}
				}
				if int(most.Load()) > cores {
					t.Errorf("%d at once on %d cores", most.Load(), cores)
				}
			}
		}
	}
}

// Each worker is started once and works alone with what is its own.
func TestWorkersHaveTheirOwn(t *testing.T) {
	var started [64]atomic.Int32
	var sum atomic.Int64
	Workers(t.Context(), 10_000, 10, func(worker int) func(lo, hi int) {
		started[worker].Add(1)
		own, busy := 0, false
		return func(lo, hi int) {
			if busy {
				t.Error("a worker is called while it works")
			}
			busy = true
			own += hi - lo
			sum.Add(int64(hi - lo))
			busy = false
		}
	})
	for worker := range started {
		if n := started[worker].Load(); n > 1 || (n == 1) != (worker < runtime.GOMAXPROCS(0)) {
			t.Errorf("worker %d was started %d times", worker, n)
		}
	}
	if sum.Load() != 10_000 {
		t.Errorf("%d of 10000 done", sum.Load())
	}
}

func TestNothingBeginsAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var done atomic.Int32
	Each(ctx, 1000, func(i int) {
		if done.Add(1) == 5 {
			cancel()
		}
	})
	if n := int(done.Load()); n < 5 || n > 5+runtime.GOMAXPROCS(0) {
		t.Errorf("%d begun, though the fifth ended it", n)
	}
}
