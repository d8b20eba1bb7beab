package data

import "sync"

// ForBlocks calls work for the stretches [lo, hi) that cut [0, n) into blocks of the given size, on all cores. The
// blocks do not depend on the number of cores, so what is computed a block at a time does not either.
func ForBlocks(n, size int, work func(lo, hi int)) {
	var blocks sync.WaitGroup
	for lo := 0; lo < n; lo += size {
		blocks.Go(func() { work(lo, min(lo+size, n)) })
	}
	blocks.Wait()
}
