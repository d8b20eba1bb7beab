package mixture

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// many is a mixture of so many Gaussians of several shapes on points of a curve, with standard deviations of about width.
func many(n int, width float64, seed uint64) *Mixture {
	rng := rand.New(rand.NewPCG(seed, 5))
	components := make([]Component, n)
	for i := range components {
		angle := 5 * rng.Float64()
		a, b := width*(.5+rng.Float64()), width*(.2+rng.Float64())
		components[i] = Component{
			Weight: rng.Float64(), Mean: Point{angle * math.Cos(2*angle) / 3, angle * math.Sin(2*angle) / 3},
			Cov: [3]float64{a * a, a * b * (rng.Float64() - .5), b * b},
		}
	}
	return New(components)
}

// Leaving out negligible Gaussians changes nothing but rounding errors: log-densities, scores and Hessians of many points at once are
// those of the sum over all Gaussians, at points of the mixture, between them, far away, and where results replace the points.
func TestNearGaussiansAreEnough(t *testing.T) {
	for _, width := range []float64{.003, .05, .5} {
		m := many(fewKernels+500, width, 1)
		rng := rand.New(rand.NewPCG(2, 3))
		var x []Point
		for i := range 700 {
			p, _ := m.Sample(rng)
			spread := []float64{0, .1, 3}[i%3]
			x = append(x, Point{p[0] + spread*rng.NormFloat64(), p[1] + spread*rng.NormFloat64()})
		}
		x = append(x, Point{1e3, -1e3}, Point{-1e9, 0}, Point{1e200, 1e200})
		logs, scores, together := make([]float64, len(x)), make([]Point, len(x)), slices.Clone(x)
		hessians := make([][3]float64, len(x))
		m.LogDensities(logs, x)
		m.ScoreJacobians(scores, hessians, x)
		m.Scores(together, together)
		for i, p := range x {
			score, hessian := m.ScoreJacobian(p)
			got := []float64{logs[i], scores[i][0], scores[i][1], together[i][0], together[i][1], hessians[i][0], hessians[i][1], hessians[i][2]}
			want := []float64{m.LogDensity(p), score[0], score[1], score[0], score[1], hessian[0], hessian[1], hessian[2]}
			for k := range want {
				same := got[k] == want[k] || math.IsNaN(got[k]) && math.IsNaN(want[k])
				if !same && !(math.Abs(got[k]-want[k]) <= 1e-9*(1/width/width+math.Abs(want[k]))) {
					t.Fatalf("width %v at %v: number %d is %v, the sum over all is %v", width, p, k, got[k], want[k])
				}
			}
		}
	}
}

func BenchmarkManyGaussians(b *testing.B) {
	for _, width := range []float64{.01, .1, .3, 1} {
		b.Run(fmt.Sprint(width), func(b *testing.B) {
			m := many(10000, width, 1)
			x := make([]Point, 5000)
			rng := rand.New(rand.NewPCG(2, 3))
			for i := range x {
				x[i], _ = m.Sample(rng)
			}
			dst := make([]Point, len(x))
			b.Run("near", func(b *testing.B) {
				for b.Loop() {
					m.Scores(dst, x)
				}
			})
			b.Run("all", func(b *testing.B) {
				for b.Loop() {
					for i := range x {
						dst[i] = m.Score(x[i])
					}
				}
			})
		})
	}
}
