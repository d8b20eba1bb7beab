package train

import (
	"runtime"
	"sync/atomic"
	"time"
)

// team is goroutines, the caller's and others, that share out the blocks of one piece of work after another. A sleeping thread
// takes long to wake, up to a tenth of a step, so they look out for the next piece for a while before they sleep, where they have
// the cores to themselves.
type team struct {
	members []*sleeper // all but the caller
	caller  *sleeper
	round   atomic.Int64 // of work, counted from 1
	busy    atomic.Int64 // members that are not done with this round
	next    atomic.Int64 // block that nobody has taken

	work   func(block int) // of this round; nil: there is no more
	blocks int
}

// newTeam returns a team for pieces of work of up to so many blocks, on all cores. It is to be disbanded.
func newTeam(blocks int) *team {
	t := &team{members: make([]*sleeper, min(blocks, runtime.GOMAXPROCS(0))-1), caller: newSleeper()}
	for i := range t.members {
		t.members[i] = newSleeper()
		go t.member(i)
	}
	return t
}

// member takes part in each round.
func (t *team) member(i int) {
	for round := int64(1); ; round++ {
		t.members[i].until(func() bool { return t.round.Load() >= round })
		if t.work == nil {
			return
		}
		t.take(i + 1)
		if t.busy.Add(-1) == 0 {
			t.caller.rouse()
		}
	}
}

// take does a block and those that nobody else takes. Everyone begins with the same block each time, whose memory is near.
func (t *team) take(block int) {
	for ; block < t.blocks; block = int(t.next.Add(1)) - 1 {
		t.work(block)
	}
}

// do calls work for each of so many blocks, and returns when all are done.
func (t *team) do(blocks int, work func(block int)) {
	t.begin(blocks, work)
	t.take(0)
	t.caller.until(func() bool { return t.busy.Load() == 0 })
}

func (t *team) begin(blocks int, work func(block int)) {
	t.blocks, t.work = blocks, work
	t.next.Store(int64(len(t.members)) + 1)
	t.busy.Store(int64(len(t.members)))
	t.round.Add(1)
	for i := range t.members {
		t.members[i].rouse()
	}
}

// disband ends the members.
func (t *team) disband() { t.begin(0, nil) }

const (
	// patience is for how long a sleeper looks before it sleeps: longer than members of one team usually wait.
	patience = 100 * time.Microsecond
	// late is a wait for a thread that does not run, because others want the cores too: looking would keep a core from it.
	// A part of the time may be the sleeper's own waking.
	late = 2 * patience
	// hasty is the share of late waits, averaged over about memory of them, from which on a sleeper sleeps at once.
	hasty  = 0.2
	memory = 32
)

// sleeper is somebody who waits.
type sleeper struct {
	asleep atomic.Bool
	wake   chan struct{}
	late   float64 // share of the last waits
}

func newSleeper() *sleeper { return &sleeper{wake: make(chan struct{}, 1)} }

// until returns when what is waited for has happened. Whoever made it happen calls rouse afterwards.
func (s *sleeper) until(happened func() bool) {
	began := time.Now()
	for !happened() {
		if s.late < hasty && time.Since(began) < patience {
			continue
		}
		s.asleep.Store(true)
		// Rouse may have come too early to see that. If it came in time, it owes a message.
		if !happened() || !s.asleep.CompareAndSwap(true, false) {
			<-s.wake
		}
	}
	s.late -= s.late / memory
	if time.Since(began) > late {
		s.late += 1. / memory
	}
}

// rouse wakes the sleeper if it sleeps.
func (s *sleeper) rouse() {
	if s.asleep.CompareAndSwap(true, false) {
		s.wake <- struct{}{}
	}
}
