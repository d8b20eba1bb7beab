package parallel

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// Every block of every piece of work is done once, and all are done when do returns. It holds for members that look out and for members
// that sleep because a block takes long.
func TestTeamDoesEveryBlockOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const most = 7
	team := NewTeam(most)
	defer team.Disband()
	for round := range 600 {
		blocks, long := most-round%3, round > 100 && round < 164
		var done [most]atomic.Int32
		team.Do(blocks, func(block int) {
			if long && block == 0 {
				time.Sleep(10 * patience)
			}
			done[block].Add(1)
		})
		for block := range done {
			want := int32(0)
			if block < blocks {
				want = 1
			}
			if got := done[block].Load(); got != want {
				t.Fatalf("round %d: block %d was done %d times, want %d", round, block, got, want)
			}
		}
	}
}
