// Package play is the engine of the playground: it answers the requests of a page, and trains in between. It knows nothing of how requests
// come and replies go, so a server and a page's own WebAssembly use it in the same way.
//
// Read protocol.go for the requests, and message.go for how they look; engine.go and session.go for what is kept between them; then a
// file for each request.
package play

import (
	"cmp"
	"context"
	"errors"
	"os"
	"runtime"
	"sync"
	"time"

	"ddpm/cmd/internal/findings"
)

// Options say where an engine keeps its files, and what surrounds it.
type Options struct {
	// Out is the folder in which the runs that are saved have their folders. "": a run is returned as the bytes of a zip file instead.
	Out string
	// Effort is how closely compare looks at a model. Its zero value stands for findings.Full.
	Effort findings.Effort
	// Breathe is called between the pieces of a long measurement, where other work may go on meanwhile. nil: runtime.Gosched.
	Breathe func()
	// Log writes a line for whoever runs the engine. nil: nothing is written.
	Log func(format string, args ...any)
}

// Engine is a playground: one dataset, and two runs that are trained on it. Its methods may be called by several goroutines at once.
type Engine struct {
	options   Options
	scratch   string        // folder of the files that were opened
	wake      chan struct{} // has a value after a training was switched on
	densities *cache
	ctx       context.Context // ends with the engine
	end       context.CancelFunc
	measuring sync.WaitGroup

	mu      sync.Mutex // for all that follows. Work holds it for a few steps at a time
	session *session   // nil before the first open
	asked   time.Time  // when the status was asked for last
	closed  bool
	saved   []string // folders of the runs that were saved
}

// New returns an engine without data. It fails if there is no folder for temporary files.
func New(o Options) (*Engine, error) {
	if o.Breathe == nil {
		o.Breathe = runtime.Gosched
	}
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	o.Effort = cmp.Or(o.Effort, findings.Full)
	scratch, err := os.MkdirTemp("", "ddpm-play-")
	if err != nil {
		return nil, err
	}
	e := &Engine{options: o, scratch: scratch, wake: make(chan struct{}, 1), densities: newCache()}
	e.ctx, e.end = context.WithCancel(context.Background())
	return e, nil
}

// Close ends all trainings and deletes the engine's temporary files.
func (e *Engine) Close() error {
	e.end()
	e.mu.Lock()
	e.closed = true
	if e.session != nil {
		e.session.close()
	}
	e.mu.Unlock()
	e.measuring.Wait()
	return os.RemoveAll(e.scratch)
}

// Wake returns a channel that has a value once a training was switched on, for a caller that waits to call Work.
func (e *Engine) Wake() <-chan struct{} { return e.wake }

// Work holds the engine's lock for seenSlice, or for unseenSlice while nobody has asked for the status for the time unseen, as from a tab that
// is hidden. Then nothing is measured either.
const (
	seenSlice   = 6 * time.Millisecond
	unseenSlice = 50 * time.Millisecond
	unseen      = 2 * time.Second
)

// Work trains the runs that are switched on, in turns, for about the given time. It returns whether there is more to do.
func (e *Engine) Work(ctx context.Context, duration time.Duration) (more bool) {
	began := time.Now()
	for {
		more = false
		for _, name := range runNames {
			more = e.workOn(ctx, name, duration) || more
		}
		if !more || ctx.Err() != nil || time.Since(began) >= duration {
			return more
		}
	}
}

// workOn trains a run for a slice, but no longer than the given time, if it is switched on. It returns whether it still is.
func (e *Engine) workOn(ctx context.Context, name string, duration time.Duration) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || e.session == nil {
		return false
	}
	r := e.session.runs[name]
	if !r.on {
		return false
	}
	slice := seenSlice
	if time.Since(e.asked) > unseen {
		slice = unseenSlice
	}
	r.advance(ctx, min(slice, duration))
	e.measure(r, !r.on)
	return r.on
}

// errNothingOpen is the error of a request that needs data before there is any.
var errNothingOpen = errors.New("nothing is open: want a request open first")

// current returns what is open and the run of that name, "" being the first. The caller must hold the lock.
func (e *Engine) current(name string) (*session, *run, error) {
	if e.session == nil {
		return nil, nil, errNothingOpen
	}
	r, ok := e.session.runs[cmp.Or(name, runNames[0])]
	if !ok {
		return nil, nil, errors.New("run: want A or B")
	}
	return e.session, r, nil
}
