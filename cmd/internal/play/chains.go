package play

import (
	"context"
	"fmt"
	"math"
	"sort"
	"time"

	"ddpm/cmd/internal/timescale"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/compare"
)

type chainsRequest struct {
	Run      string   `json:"run"`
	Sampler  string   `json:"sampler"`
	Evals    int      `json:"evals"`
	Grid     string   `json:"grid"`
	Eta      *float64 `json:"eta"`
	Count    int      `json:"count"`
	Seed     *uint64  `json:"seed"`
	Class    string   `json:"class"`
	Guidance float64  `json:"guidance"`
	Snapshot *int     `json:"snapshot"`
}

type chainsReply struct {
	Levels  []float64 `json:"levels"` // t of each state, falling to 0
	Seconds float64   `json:"seconds"`
	W2      *w2Reply  `json:"w2,omitempty"`
}

// w2Reply has sliced 2-Wasserstein distances from true points, on standardised axes.
type w2Reply struct {
	Exact   *number `json:"exact"`   // nil if the exact denoiser is not known
	Learned *number `json:"learned"` // nil before training
	Floor   number  `json:"floor"`   // of true points
}

// twins are two chains with the same noise, in the units of the data: one with the exact denoiser, one with the network.
type twins struct {
	levels         []float64      // t of each state, falling to 0
	exact, learned [][]data.Point // of each state; nil where there is no such denoiser
}

const (
	mostChainPoints = 1 << 21 // states times points
	mostW2Points    = 4096
	floorPairs      = 5
)

// chains answers the request chains.
func (e *Engine) chains(ctx context.Context, q chainsRequest, _ []byte) (any, []array, error) {
	began := time.Now()
	c, err := e.scene(q.Run, q.Snapshot, q.Class)
	if err != nil {
		return nil, nil, err
	}
	defer c.release()
	if math.IsNaN(q.Guidance) || math.IsInf(q.Guidance, 0) || q.Guidance != 0 && q.Class == "" {
		return nil, nil, fmt.Errorf("guidance %v: want a number, and a class that it leads towards", q.Guidance)
	}
	if q.Evals > mostEvals {
		return nil, nil, fmt.Errorf("evals %d: want at most %d", q.Evals, mostEvals)
	}
	sampler, err := sample.NewSampler(q.Sampler, c.model.Schedule, sample.Options{Evals: q.Evals, Grid: q.Grid, Eta: q.Eta})
	if err != nil {
		return nil, nil, err
	}
	if q.Count < 1 || q.Count > mostChainPoints/len(sampler.Levels()) {
		return nil, nil, fmt.Errorf("count %d: want 1 to %d with so many steps", q.Count, mostChainPoints/len(sampler.Levels()))
	}
	seed := seedOr(q.Seed)
	pair := &twins{levels: timescale.Times(c.model.Schedule, sampler.Levels())}
	reply, arrays := chainsReply{Levels: pair.levels}, []array(nil)
	if c.truth != nil {
		if pair.exact, err = c.follow(ctx, sampler, c.guided(q.Guidance, true), q.Count, seed); err != nil {
			return nil, nil, err
		}
		arrays = append(arrays, states("exact", pair.exact))
	}
	if c.trained {
		if pair.learned, err = c.follow(ctx, sampler, c.guided(q.Guidance, false), q.Count, seed); err != nil {
			return nil, nil, err
		}
		arrays = append(arrays, states("learned", pair.learned))
	}
	if q.Count <= mostW2Points && q.Count >= 2 {
		reply.W2 = c.distances(pair, q.Count, seed)
	}
	if c.trained && q.Snapshot == nil {
		e.mu.Lock()
		c.run.chain = pair // for the frames of the run
		e.mu.Unlock()
	}
	reply.Seconds = time.Since(began).Seconds()
	return reply, arrays, nil
}

// mostEvals bounds the evaluations of the network in a chain.
const mostEvals = 20_000

// guided returns the denoiser of the scene's class, exact or learned, with guidance.
func (c *scene) guided(weight float64, exact bool) sample.Denoiser {
	conditional, unconditional := c.learned(), sample.Differentiable(c.network)
	if exact {
		conditional, unconditional = sample.Exact{Distribution: c.truth}, sample.Exact{Distribution: c.session.truth}
	}
	if c.class == allClasses {
		return unconditional
	}
	return sample.Guided{Conditional: conditional, Unconditional: unconditional, Weight: weight}
}

// follow returns every state of a chain, in the units of the data.
func (c *scene) follow(ctx context.Context, s *sample.Sampler, denoiser sample.Denoiser, count int, seed uint64) ([][]data.Point, error) {
	noise, z := sample.Noise{Seed: seed}, make([]data.Point, count)
	noise.Start(z)
	var all [][]data.Point
	for state, err := range s.Chain(ctx, denoiser, noise, z) {
		if err != nil {
			return nil, err
		}
		x := make([]data.Point, count)
		c.session.axes.From(x, state.X)
		all = append(all, x)
	}
	return all, nil
}

// states returns the states of a chain as an array of shape (states, points, 2).
func states(name string, chain [][]data.Point) array {
	flat := make([]data.Point, 0, len(chain)*len(chain[0]))
	for _, x := range chain {
		flat = append(flat, x...)
	}
	return pairArray(name, flat, len(chain), len(chain[0]))
}

// at returns at most count points of one of the chains at a time, on the straight line between the two nearest states.
func (w *twins) at(chain [][]data.Point, t float64, count int) []data.Point {
	i := sort.Search(len(w.levels), func(i int) bool { return w.levels[i] <= t }) // the first state that is no earlier in the chain
	i = min(max(i, 1), len(w.levels)-1)
	before, after := chain[i-1], chain[i]
	share := min(max((w.levels[i-1]-t)/(w.levels[i-1]-w.levels[i]), 0), 1)
	x := make([]data.Point, min(count, len(after)))
	for k := range x {
		for axis := range x[k] {
			x[k][axis] = before[k][axis] + share*(after[k][axis]-before[k][axis])
		}
	}
	return x
}

// distances returns how far the last states of two chains are from true points, or nil if there are too few of these.
func (c *scene) distances(pair *twins, count int, seed uint64) *w2Reply {
	truth := compare.Rows("", c.session.standardised(c.session.dataset.Fixed))
	if c.truth != nil {
		truth = compare.Distribution("", c.truth)
	}
	if count > truth.MaxPoints(count) {
		return nil
	}
	reply := &w2Reply{}
	for k := range floorPairs {
		x, y := truth.Pair(count, seed, k)
		reply.Floor += number(compare.SlicedW2(x, y) / floorPairs)
	}
	points := truth.Set(count, seed, 0)
	distance := func(chain [][]data.Point) *number {
		if chain == nil {
			return nil
		}
		return of(compare.SlicedW2(c.session.standardised(chain[len(chain)-1]), points))
	}
	reply.Exact, reply.Learned = distance(pair.exact), distance(pair.learned)
	return reply
}
