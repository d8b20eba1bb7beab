package data

import "sync"

// ForBlocks calls work for the stretches [lo, hi) that cut [0, n) into blocks of the given size, on all cores. The
// blocks do not depend on the number of cores, so what is computed a block at a time does not either.
func ForBlocks(n, size int, work func(lo, hi int)) {
	var blocks sync.WaitGroup
	for lo := 0; lo < n; lo += size {
		if lo+size >= n {
			work(lo, n) // here: waking a thread for the last block, or the only one, can take longer than the block
			break
		}
		blocks.Go(func() { work(lo, lo+size) })
	}
	blocks.Wait()
}
