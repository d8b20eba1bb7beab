package sample

import (
	"fmt"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

// All noise of one seed is independent: what a chain starts from, what each of its steps adds, and what each step of the forward
// process adds. So no number comes twice, whichever two of them are held side by side.
func TestNoiseIsNeverUsedTwice(t *testing.T) {
	const n, steps = 20, 6
	noise, schedule := Noise{Seed: 3}, must.Get(model.NewSchedule("cosine", steps))
	seen := make(map[int64]string)
	add := func(name string, x []data.Point) {
		for _, p := range x {
			for _, v := range p {
				key := int64(math.Round(v * 1e9)) // numbers that are equal except for rounding
				for _, near := range []int64{key - 1, key, key + 1} {
					if before, ok := seen[near]; ok && before != name {
						t.Fatalf("%s has a number of %s", name, before)
					}
				}
				seen[key] = name
			}
		}
	}
	x := make([]data.Point, n)
	noise.Start(x)
	add("the start", x)
	for number := 1; number <= steps; number++ {
		c := chain{Sampler: &Sampler{purpose: data.Chain}, noise: noise}
		c.apply(move{spread: 1}, x, make([]data.Point, n), number)
		add(fmt.Sprintf("step %d of a chain", number), x)
	}
	before := make([]data.Point, n)
	for state, err := range Forward(t.Context(), schedule, noise, make([]data.Point, n)) {
		if err != nil {
			t.Fatal(err)
		}
		if state.Step == 0 {
			continue
		}
		c := schedule.Transition(state.Step)
		for i, p := range state.X {
			for axis, v := range p {
				x[i][axis] = (v - math.Sqrt(c.Alpha)*before[i][axis]) / math.Sqrt(c.Beta)
			}
		}
		copy(before, state.X)
		add(fmt.Sprintf("step %d forward", state.Step), x)
	}
}

// No sampler asks a denoiser about less noise than its schedule has, or about more, whatever the schedule: the network has seen none.
func TestChainsKeepToTheSchedule(t *testing.T) {
	for _, spec := range []string{"linear", "cosine", "linear:scale=0.1", "cosine:scale=0.05", "sigmoid:start=-1"} {
		schedule := must.Get(model.NewSchedule(spec, 12))
		for _, name := range SamplerNames() {
			for _, evals := range []int{0, 2, 3, 5, 12} {
				levels := must.Get(NewSampler(name, schedule, Options{Evals: evals})).Levels()
				last := levels[len(levels)-2]
				if levels[0] != schedule.LogSNR(12) || len(levels) > 2 && last > schedule.LogSNR(1) {
					t.Errorf("%s on %s: levels from %v to %v, the schedule's from %v to %v", name, spec, levels[0], last, schedule.LogSNR(12), schedule.LogSNR(1))
				}
			}
		}
	}
}
