package play

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
)

// The posterior p(x_0 | x_t) has the sum 1, and its mean is the x̂_0 that ε* points to: two routes to E[x_0 | x_t].
func TestPosteriorMeanIsWhereTheNoisePoints(t *testing.T) {
	c := newClient(t, "")
	const side = 300
	for _, name := range []string{"moons", "checkerboard", "eightgaussians"} {
		var opened openReply
		c.must(&opened, `"do":"open","data":"`+name+`"`)
		v := opened.View
		size := data.Point{v[1] - v[0], v[3] - v[2]}
		for _, at := range []data.Point{{.1, .3}, {.45, .55}, {.7, .6}, {.52, .2}} {
			x := data.Point{v[0] + at[0]*size[0], v[2] + at[1]*size[1]}
			for _, level := range []float64{100, 200, 350} {
				var probed probeReply
				r := c.must(&probed, `"do":"probe","t":`+toText(level)+`,"at":`+toText(x)+`,"size":[300,300]`)
				p := r.floats("posterior", side, side)
				if sum := floats.Sum(p); math.Abs(sum-1) > 1e-4 {
					t.Fatalf("%s at t %v: the posterior has the sum %v", name, level, sum)
				}
				var mean data.Point
				for i, share := range p {
					mean[0] += share * (v[0] + size[0]*(float64(i%side)+.5)/side)
					mean[1] += share * (v[3] - size[1]*(float64(i/side)+.5)/side)
				}
				for axis := range mean {
					if want := float64(probed.X0True[axis]); math.Abs(mean[axis]-want) > .006*size[axis] {
						t.Errorf("%s at t %v: from %v the posterior has the mean %v, and ε* points to %v", name, level, x, mean, *probed.X0True)
					}
				}
				if probed.EpsLearned != nil || probed.X0Learned != nil || probed.Error != nil {
					t.Error("a network that is not trained has learned something")
				}
			}
		}
	}
}

// The log-density of a probe is the logarithm of the density that a frame has in a cell with its middle there.
func TestProbeAndFrameHaveOneDensity(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"pinwheel"`)
	density := c.must(nil, `"do":"frame","t":77.25,"size":[1,1],"view":[0.4,0.6,-1.1,-0.9],"layers":["density"],"panels":["true"]`).
		floats("true.density", 1, 1)
	var probed probeReply
	c.must(&probed, `"do":"probe","t":77.25,"at":[0.5,-1],"size":[1,1]`)
	if got, want := math.Log(density[0]), float64(*probed.LogDensity); math.Abs(got-want) > 1e-6 {
		t.Errorf("the frame has the log-density %v, the probe %v", got, want)
	}
}

// What a probe says of a trained network is what a frame says of it, and the error is the distance of the two predictions.
func TestProbeOfATrainedNetwork(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"lopsided"`)
	c.train(small)
	var probed probeReply
	c.must(&probed, `"do":"probe","t":150,"at":[0.5,-1],"size":[1,1]`)
	frame := c.must(nil, `"do":"frame","t":150,"size":[1,1],"view":[0.4,0.6,-1.1,-0.9],"layers":["density"],"panels":["difference"]`)
	distance := math.Hypot(float64(probed.EpsLearned[0]-probed.EpsTrue[0]), float64(probed.EpsLearned[1]-probed.EpsTrue[1]))
	if got := float64(*probed.Error); math.Abs(got-distance) > 1e-12 || math.Abs(frame.floats("error", 1, 1)[0]-got) > 1e-6 {
		t.Errorf("the probe has the error %v, the distance is %v, the frame has %v", got, distance, frame.floats("error", 1, 1))
	}
}
