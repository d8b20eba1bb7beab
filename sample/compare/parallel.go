package compare

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls job with 0..n-1 on all cores, starting none after ctx has ended.
func inParallel(ctx context.Context, n int, job func(i int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				job(i)
			}
		})
	}
	workers.Wait()
}

// inBlocks calls work for the stretches [lo, hi) that cut [0, n) into blocks of 1024, on all cores, starting none after ctx has
// ended.
func inBlocks(ctx context.Context, n int, work func(lo, hi int)) {
	const size = 1024
	inParallel(ctx, (n+size-1)/size, func(block int) { work(block*size, min(n, (block+1)*size)) })
}
