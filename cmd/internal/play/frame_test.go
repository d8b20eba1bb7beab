package play

import (
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// The exact density and the exact noise of a frame are those of the mixture, at every cell and at every kind of level.
func TestFrameIsThatOfTheMixture(t *testing.T) {
	c := newClient(t, "")
	schedule := must.Get(model.NewSchedule(model.DefaultSchedule, model.DefaultSteps))
	for _, name := range []string{"swissroll", "checkerboard", "lopsided"} {
		var opened openReply
		c.must(&opened, `"do":"open","data":"`+name+`"`)
		builtin, _ := data.Lookup(name)
		mixture := builtin.Mixture()
		axes := data.NewStandardizer(mixture)
		z := axes.Distribution(mixture)
		for _, at := range []float64{0, 1, 120, 400} {
			r := c.must(nil, `"do":"frame","t":`+toText(at)+`,"size":[11,7],"layers":["density","score","points"],"panels":["true","learned","difference"],"count":5`)
			signal, noise := schedule.Signal(int(at)), schedule.Noise(int(at))
			density := r.floats("true.density", 7, 11)
			for row := range 7 {
				for column := range 11 {
					x := data.Point{
						opened.View[0] + (opened.View[1]-opened.View[0])*(float64(column)+.5)/11,
						opened.View[3] - (opened.View[3]-opened.View[2])*(float64(row)+.5)/7,
					}
					p := []data.Point{x}
					axes.To(p, p)
					want := math.Exp(z.At(signal, noise).LogDensity(p[0])) / axes.Scale[0] / axes.Scale[1]
					if got := density[row*11+column]; math.Abs(got-want) > 1e-6*want+1e-30 {
						t.Errorf("%s at t %v: density %v at %v, want %v", name, at, got, x, want)
					}
				}
			}
			// The score is σ∇log p, and without training ε̂ = σ·z with the prediction v, so that the error follows.
			score, arrows := r.floats("true.score", 15, 24, 2), r.floats("learned.score", 15, 24, 2)
			gap := r.floats("difference.score", 15, 24, 2)
			for i := range score {
				if math.Abs(arrows[i]-score[i]-gap[i]) > 1e-5*(1+math.Abs(score[i])+math.Abs(arrows[i])) {
					t.Fatalf("%s at t %v: difference %v of %v and %v", name, at, gap[i], arrows[i], score[i])
				}
			}
			if at > 0 {
				x := data.Point{opened.View[0] + (opened.View[1]-opened.View[0])*3.5/24, opened.View[3] - (opened.View[3]-opened.View[2])*4.5/15}
				p := []data.Point{x}
				axes.To(p, p)
				sample.Exact{Distribution: z}.PredictNoise(p, p, schedule.LogSNR(int(at)))
				for axis := range 2 {
					if got := score[2*(4*24+3)+axis]; math.Abs(got+p[0][axis]) > 1e-4*(1+math.Abs(got)) {
						t.Errorf("%s at t %v: score %v, want %v", name, at, got, -p[0][axis])
					}
				}
			}
			for _, e := range r.floats("error", 7, 11) {
				if !(e >= 0) {
					t.Fatalf("%s at t %v: error %v", name, at, e)
				}
			}
			if r.has("learned.density") || r.has("learned.points") {
				t.Error("a network that is not trained has a density")
			}
		}
	}
}
