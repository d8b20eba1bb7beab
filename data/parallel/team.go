package parallel

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Team is a few goroutines, the caller's included, that do one piece of work after another together. Waking a sleeping thread takes up
// to a tenth of a training step, so a member looks out for the next piece of work for a while before it sleeps. BenchmarkTeam of package train
// compares it with goroutines that are started for each piece of work.
type Team struct {
	members []waiter // all but the caller
	caller  waiter
	round   atomic.Int64 // the number of the piece of work, from 1
	busy    atomic.Int64 // members that are not done with this piece
	next    atomic.Int64 // the first block that nobody has taken

	work   func(block int) // of this round; nil: there is no more
	blocks int
}

// NewTeam returns a team for pieces of work of at most the given number of blocks, on all cores. Its user must call Disband.
func NewTeam(blocks int) *Team {
	t := &Team{members: make([]waiter, min(blocks, runtime.GOMAXPROCS(0))-1), caller: make(waiter, 1)}
	for i := range t.members {
		t.members[i] = make(waiter, 1)
		go t.member(i)
	}
	return t
}

// member takes part in each piece of work.
func (t *Team) member(i int) {
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

// take does a block, and then blocks that nobody has taken. Each member begins with the same block each time: its memory is in the cache
// of the member's core.
func (t *Team) take(block int) {
	for ; block < t.blocks; block = int(t.next.Add(1)) - 1 {
		t.work(block)
	}
}

// Do calls work for each of so many blocks, and returns when all are done.
func (t *Team) Do(blocks int, work func(block int)) {
	t.begin(blocks, work)
	t.take(0)
	t.caller.until(func() bool { return t.busy.Load() == 0 })
}

// begin starts a piece of work.
func (t *Team) begin(blocks int, work func(block int)) {
	t.blocks, t.work = blocks, work
	t.next.Store(int64(len(t.members)) + 1)
	t.busy.Store(int64(len(t.members)))
	t.round.Add(1)
	for i := range t.members {
		t.members[i].rouse()
	}
}

// Disband ends the members.
func (t *Team) Disband() { t.begin(0, nil) }

// patience is for how long a waiter looks before it sleeps. Members of a team often wait for less. A longer look would take cores from
// other programs that want them.
const patience = 30 * time.Microsecond

// waiter waits for something that another goroutine does. It has room for one message that wakes it.
type waiter chan struct{}

// until returns when happened returns true. Whoever makes it true must call rouse afterwards.
func (w waiter) until(happened func() bool) {
	for began := time.Now(); !happened(); {
		if time.Since(began) > patience {
			<-w // perhaps an old message: then it looks once more
		}
	}
}

// rouse wakes the waiter if it sleeps.
func (w waiter) rouse() {
	select {
	case w <- struct{}{}:
	default: // there is a message already
	}
}
