package play

import (
	"context"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// The exact twin is the chain of sample.Chain with the exact denoiser, state by state, for every sampler.
func TestExactChainIsThatOfTheSampler(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"moons"`)
	builtin, _ := data.Lookup("moons")
	axes := data.NewStandardizer(builtin.Mixture())
	z := axes.Distribution(builtin.Mixture())
	schedule := must.Get(model.NewSchedule(model.DefaultSchedule, model.DefaultSteps))
	const count = 7
	for _, name := range sample.SamplerNames() {
		for _, grid := range append(sample.GridNames(), "") {
			sampler := must.Get(sample.NewSampler(name, schedule, sample.Options{Evals: 12, Grid: grid}))
			var answer chainsReply
			r := c.must(&answer, `"do":"chains","sampler":"`+name+`","grid":"`+grid+`","evals":12,"count":7,"seed":5`)
			levels := len(sampler.Levels())
			got := r.floats("exact", levels, count, 2)
			if len(answer.Levels) != levels || answer.Levels[levels-1] != 0 || answer.Levels[0] != model.DefaultSteps {
				t.Errorf("%s: the levels are %v", name, answer.Levels)
			}
			if r.has("learned") || answer.W2.Learned != nil {
				t.Errorf("%s: a chain of a network that is not trained", name)
			}
			noise, x := sample.Noise{Seed: 5}, make([]data.Point, count)
			noise.Start(x)
			for state, err := range sampler.Chain(context.Background(), sample.Exact{Distribution: z}, noise, x) {
				if err != nil {
					t.Fatal(err)
				}
				want := make([]data.Point, count)
				axes.From(want, state.X)
				for i := range want {
					for axis := range 2 {
						if value := got[2*(state.Step*count+i)+axis]; math.Abs(value-want[i][axis]) > 1e-6*(1+math.Abs(value)) {
							t.Fatalf("%s %s: point %d of state %d is at %v, want %v", name, grid, i, state.Step, value, want[i][axis])
						}
					}
				}
			}
		}
	}
}

// Both twins begin at the same noise, and the points of a frame at the level of a state are those of the state.
func TestTwinsShareTheirNoise(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"eightgaussians"`)
	c.train(small)
	var answer chainsReply
	r := c.must(&answer, `"do":"chains","sampler":"ddim","evals":10,"count":50`)
	exact, learned := r.floats("exact", 11, 50, 2), r.floats("learned", 11, 50, 2)
	apart := 0.0
	for i := range exact {
		if i < 100 && exact[i] != learned[i] {
			t.Fatal("the twins begin at different noise")
		}
		apart += math.Abs(exact[i] - learned[i])
	}
	if apart == 0 {
		t.Error("the network is exact after 120 steps")
	}
	for _, state := range []int{0, 4, 10} {
		frame := c.must(nil, `"do":"frame","t":`+toText(answer.Levels[state])+`,"size":[2,2],"layers":["points"],"panels":["learned"],"count":50`)
		for i, value := range frame.floats("learned.points", 50, 2) {
			if want := learned[100*state+i]; math.Abs(value-want) > 1e-5*(1+math.Abs(want)) {
				t.Fatalf("state %d: %v in the frame, %v in the chain", state, value, want)
			}
		}
	}
	if w := answer.W2; w == nil || !(w.Floor > 0) || !(*w.Exact > 0) || !(*w.Learned > *w.Exact) {
		t.Errorf("distances %s", toText(answer.W2))
	}
}

// Classes: the chain of a class stays with the class, and guidance needs one.
func TestChainsOfAClass(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"eightgaussians"`)
	c.train(`{"steps":20,"batch":32,"width":16,"blocks":1,"label":"label"}`)
	r := c.must(nil, `"do":"chains","sampler":"ddim","evals":40,"count":40,"class":"2"`)
	last := r.floats("exact", 41, 40, 2)[40*40*2:]
	for i := 0; i < len(last); i += 2 {
		if d := math.Hypot(last[i], last[i+1]-5); d > 5 { // class 2 is the Gaussian at (0, 5), with standard deviation 1
			t.Errorf("a point of class 2 is at (%v, %v)", last[i], last[i+1])
		}
	}
	c.must(nil, `"do":"chains","sampler":"dpmpp","count":5,"class":"2","guidance":2`)
	if r := c.ask(`"do":"chains","sampler":"ddim","count":5,"class":"nine"`); r.Error == "" {
		t.Error("there is no class nine")
	}
}
