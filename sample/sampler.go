package sample

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"ddpm/data"
	"ddpm/model"
)

// Sampler is a way back from noise to data.
type Sampler interface {
	// Levels returns the log-SNRs of the states of a chain, rising from that of T to +Inf. They must not be written to.
	Levels() []float64

	// Options returns what the sampler was made with, each default in its place: Evals, for example, is never 0.
	Options() Options

	// Chain takes x from the distribution at T, about N(0, I), to that of data and yields every state on the way, the first and the
	// last included. It works in x itself. The noise that it adds comes from noise, and does not depend on the number of
	// cores. When ctx ends, so does the sequence, with ctx's error.
	Chain(ctx context.Context, denoiser Denoiser, noise Noise, x []data.Point) iter.Seq2[State, error]
}

// Options are what can be chosen of samplers. What is left zero has the sampler's default.
type Options struct {
	Evals     int       // network evaluations a point
	Variance  Variance  // of the noise that ddpm adds: Beta if it is left out
	Variances []float64 // with Variance Optimal: that of each step, from EstimateOptimal
	Eta       *float64  // of ddim and dpmpp, from 0, no noise, to 1: theirs if it is left out
	ClipX0    float64   // x̂_0 is held within ±ClipX0 on each axis; 0: it is not clipped
}

// DefaultSampler is the sampler that every other is measured by.
const DefaultSampler = "ddpm"

// samplers are the ways back by name, and which options only some of them have.
var samplers = []struct {
	name  string
	make  func(schedule *model.Schedule, o Options) (Sampler, error)
	takes []string
}{
	{"ddpm", newAncestral, []string{"variance"}},
	{"ddim", newDDIM, []string{"eta"}},
	{"heun", newHeun, nil},
	{"dpmpp", newDPMPP, []string{"eta"}},
}

// SamplerNames returns the names that NewSampler knows.
func SamplerNames() []string {
	var names []string
	for _, s := range samplers {
		names = append(names, s.name)
	}
	return names
}

// NewSampler returns the named sampler for denoisers that were trained on a schedule. It fails if there is none of that name,
// or if an option makes no sense or is not of this sampler.
func NewSampler(name string, schedule *model.Schedule, o Options) (Sampler, error) {
	for _, s := range samplers {
		if s.name != name {
			continue
		}
		for _, option := range o.particular() {
			if !slices.Contains(s.takes, option) {
				return nil, fmt.Errorf("%s: the sampler %s has none, only %s", option, name, strings.Join(having(option), " and "))
			}
		}
		switch {
		case o.Evals < 0:
			return nil, fmt.Errorf("evals %d: want at least 1", o.Evals)
		case !(o.ClipX0 >= 0) || math.IsInf(o.ClipX0, 0):
			return nil, fmt.Errorf("clip-x0 %v: want a positive bound, or 0 for none", o.ClipX0)
		}
		return s.make(schedule, o)
	}
	return nil, fmt.Errorf("sampler %q: want one of %s", name, strings.Join(SamplerNames(), ", "))
}

// particular returns the options chosen that not all samplers have.
func (o Options) particular() []string {
	var names []string
	if o.Variance != "" {
		names = append(names, "variance")
	}
	if o.Eta != nil {
		names = append(names, "eta")
	}
	return names
}

// having returns the names of the samplers that have an option.
func having(option string) []string {
	var names []string
	for _, s := range samplers {
		if slices.Contains(s.takes, option) {
			names = append(names, s.name)
		}
	}
	return names
}
