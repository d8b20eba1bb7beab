package train

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// Every block of every round is done once, and all are done when do returns: by members that look out, by such that have learned
// to sleep from long rounds, and by such that look out again.
func TestTeamDoesEveryBlockOnce(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const most = 7
	team := newTeam(most)
	defer team.disband()
	for round := range 600 {
		blocks, long := most-round%3, round > 100 && round < 100+2*memory
		var done [most]atomic.Int32
		team.do(blocks, func(block int) {
			if long && block == 0 {
				time.Sleep(2 * late)
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

// Who waits long again and again sleeps at once, and who no longer does looks out again.
func TestSleeperLearnsToSleep(t *testing.T) {
	s := newSleeper()
	for range memory {
		var happened atomic.Bool
		go func() {
			time.Sleep(2 * late)
			happened.Store(true)
			s.rouse()
		}()
		s.until(happened.Load)
	}
	if s.late < hasty {
		t.Errorf("after %d late waits their share is %v", memory, s.late)
	}
	for range 4 * memory {
		s.until(func() bool { return true })
	}
	if s.late >= hasty {
		t.Errorf("after %d waits for nothing the share of late ones is %v", 4*memory, s.late)
	}
}
