package sample

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"slices"

	"ddpm/data"
	"ddpm/data/named"
	"ddpm/model"
)

// Sampler is a way back from noise to data: the noise levels that its chains go through, and how they step from one to the next.
type Sampler struct {
	levels   []float64 // rising log-SNRs, the last +Inf
	options  Options
	method   method
	variance varianceOf   // of the noise that method adds, if it is ancestral
	purpose  data.Purpose // of that noise
}

// Options are what can be chosen of samplers. What is left zero has the sampler's default.
type Options struct {
	Evals     int       // network evaluations a point
	Grid      string    // the noise levels of the steps, a name of the table in grid.go, as in karras:7; "": the sampler's own
	Variance  string    // of the noise that ddpm adds: Beta if it is left out
	Variances []float64 // with Variance Optimal: that of each step, from audit.EstimateOptimal
	Eta       *float64  // of ddim and dpmpp, from 0, no noise, to 1: the sampler's default if it is left out
	ClipX0    float64   // x̂_0 is held within ±ClipX0 on each axis; 0: it is not clipped
}

// DefaultSampler is the sampler that all others are compared with.
const DefaultSampler = "ddpm"

// kind is a sampler before its options are chosen.
type kind struct {
	method method
	steps  func(evals int) int // that take so many evaluations; nil: one each
	// The defaults of the options.
	grid     string
	evals    int      // 0: the steps of the schedule
	variance string   // "": the sampler does not have this option
	eta      *float64 // nil: the sampler does not have this option
}

// samplers has the samplers by name. With more evaluations than their defaults, the points of heun and dpmpp hardly get better. Half of
// the noise that ancestral sampling would add, η² = .49, lets dpmpp correct some of the errors of earlier steps.
var samplers = named.Table[kind]{Kind: "sampler", Entries: []named.Entry[kind]{
	{Name: "ddpm", Value: kind{method: ancestral, grid: "trailing", variance: Beta}},
	{Name: "ddim", Value: kind{method: ddim, grid: "trailing", eta: new(0.)}},
	{Name: "heun", Value: kind{method: heun, steps: func(evals int) int { return evals/2 + 1 }, grid: "sinh", evals: 21}},
	{Name: "dpmpp", Value: kind{method: dpmpp, grid: "sinh", evals: 20, eta: new(.7)}},
}}

// SamplerNames returns the names that NewSampler knows.
func SamplerNames() []string { return samplers.Names() }

// NewSampler returns the named sampler for denoisers that were trained on a schedule. It fails if there is none of that name,
// or if an option makes no sense or is not of this sampler.
func NewSampler(name string, schedule *model.Schedule, o Options) (*Sampler, error) {
	choice, err := samplers.Find(name)
	if err != nil {
		return nil, err
	}
	kind := choice.Value
	switch {
	case o.Variance != "" && kind.variance == "":
		return nil, fmt.Errorf("variance: the sampler %s has none, only ddpm", name)
	case o.Eta != nil && kind.eta == nil:
		return nil, fmt.Errorf("eta: the sampler %s has none, only ddim and dpmpp", name)
	case o.Eta != nil && !(*o.Eta >= 0 && *o.Eta <= 1):
		return nil, fmt.Errorf("eta %v: want 0 to 1", *o.Eta)
	case o.Evals < 0 || o.Evals > 1_000_000: // whose levels fit into memory
		return nil, fmt.Errorf("evals %d: want at least 1, and at most 1000000", o.Evals)
	case !(o.ClipX0 >= 0) || math.IsInf(o.ClipX0, 0):
		return nil, fmt.Errorf("clip-x0 %v: want a positive bound, or 0 for none", o.ClipX0)
	}
	o.Evals, o.Variance, o.Eta = cmp.Or(o.Evals, kind.evals, schedule.Steps()), cmp.Or(o.Variance, kind.variance), cmp.Or(o.Eta, kind.eta)
	variance, badVariance := variances.Find(cmp.Or(o.Variance, Beta))
	grid, badGrid := grids.Find(cmp.Or(o.Grid, kind.grid))
	if err := cmp.Or(badVariance, badGrid); err != nil {
		return nil, err
	}
	steps := o.Evals
	if kind.steps != nil {
		steps = kind.steps(o.Evals)
	}
	levels := grid.Value(schedule, steps, grid.Numbers)
	if !slices.IsSorted(levels) || len(slices.Compact(slices.Clone(levels))) <= steps { // NaN is sorted before all numbers
		if grid.Spec != "trailing" {
			return nil, fmt.Errorf("grid %q: %d steps with it are too short to tell apart: want a usual number, as in karras:7, or fewer evals", grid.Spec, steps)
		}
		return nil, fmt.Errorf("evals %d: want 1 to %d, the steps of the chain, with the grid %s", o.Evals, schedule.Steps(), grid.Spec)
	}
	if o.Variance == Optimal && len(o.Variances) != steps {
		return nil, fmt.Errorf("variance %s: %d values for %d steps: want one for each", Optimal, len(o.Variances), steps)
	}
	return &Sampler{levels, o, kind.method, variance.Value, data.Chain}, nil
}

// Levels returns the log-SNRs of the states of a chain. They rise from that of T to +Inf, which is data. The caller must not change them.
func (s *Sampler) Levels() []float64 { return s.levels }

// Options returns the options of the sampler with all defaults filled in, but for Grid, which stays "" for the sampler's own. So Evals is never 0.
func (s *Sampler) Options() Options { return s.options }

// Chain takes the points x from the distribution at T, which is about N(0, I), to that of the data. It yields every state on the way, with the
// first and the last. It changes x itself. The noise that it adds is given by noise, and does not depend on the number of cores. When ctx ends, so does the sequence, with ctx's error.
func (s *Sampler) Chain(ctx context.Context, denoiser Denoiser, noise Noise, x []data.Point) iter.Seq2[State, error] {
	return func(yield func(State, error) bool) {
		step := s.method(&chain{s, denoiser, noise, x})
		for i, level := range s.levels {
			if i > 0 {
				step(i, s.levels[i-1], level)
			}
			err := ctx.Err()
			if !yield(State{i, level, x}, err) || err != nil {
				return
			}
		}
	}
}

// Draw returns count points that the sampler makes from x_T ~ N(0, I). It fails only when ctx ends, with its error.
func Draw(ctx context.Context, denoiser Denoiser, sampler *Sampler, noise Noise, count int) ([]data.Point, error) {
	x := make([]data.Point, count)
	noise.Start(x)
	for _, err := range sampler.Chain(ctx, denoiser, noise, x) {
		if err != nil {
			return nil, err
		}
	}
	return x, nil
}
