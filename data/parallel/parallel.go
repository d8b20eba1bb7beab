// Package parallel shares out work among the processor's cores. It imports nothing of this project, so every package may use it.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Blocks calls work for the ranges [lo, hi) that cut [0, n) into blocks of a size, on all cores, and returns when all are done. No block
// is begun after ctx has ended. Blocks do not depend on the number of cores, so what is computed for each block does not either.
func Blocks(ctx context.Context, n, size int, work func(lo, hi int)) {
	Workers(ctx, n, size, func(int) func(lo, hi int) { return work })
}

// Each calls work with 0, …, n−1, as Blocks does with blocks of one.
func Each(ctx context.Context, n int, work func(i int)) {
	Blocks(ctx, n, 1, func(i, _ int) { work(i) })
}

// Workers is Blocks for work that needs memory of its own: start is called once for each of the goroutines that share the blocks, of
// which there are no more than cores, with its number from 0, and returns what that goroutine calls for each of its blocks.
func Workers(ctx context.Context, n, size int, start func(worker int) func(lo, hi int)) {
	blocks := (n + size - 1) / size
	var next atomic.Int64
	share := func(worker int) {
		work := start(worker)
		for block := int(next.Add(1)) - 1; block < blocks && ctx.Err() == nil; block = int(next.Add(1)) - 1 {
			work(block*size, min(n, (block+1)*size))
		}
	}
	workers := min(blocks, runtime.GOMAXPROCS(0))
	var others sync.WaitGroup
	for worker := 1; worker < workers; worker++ {
		others.Go(func() { share(worker) })
	}
	if workers > 0 {
		share(0) // here: to wake a thread for the only block can take longer than the block
	}
	others.Wait()
}
