package sample

import (
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
)

// gaussian is a single Gaussian that is neither centred, nor of unit spread, nor along the axes.
var gaussian = mixture.Component{Weight: 1, Mean: data.Point{.7, -.4}, Cov: [3]float64{.5, .3, .8}}

// moments returns the mean and the covariance of points.
func moments(x []data.Point) (mean data.Point, cov [3]float64) {
	return data.Points(x).Mean(), data.Points(x).Cov()
}

// E[ε | x_t] by its definition: average ε over x_0, weighted by how likely each makes x_t.
func TestExactIsTheConditionalMean(t *testing.T) {
	distribution := mixture.New([]mixture.Component{
		{Weight: 1, Mean: data.Point{-1, 0}, Cov: [3]float64{.02, 0, .02}},
		{Weight: 2, Mean: data.Point{.5, .5}, Half: data.Point{.5, .25}},
	})
	const logSNR, n = .4, 400000
	a, sigma := model.SignalNoise(logSNR)
	x0 := make([]data.Point, n)
	data.Draw(x0, nil, distribution, 1, data.Drawn, 0)
	for _, x := range []data.Point{{0, 0}, {-1.2, .3}, {1, -1}} {
		var weights, squares float64
		var sum, sumSquares data.Point
		for _, p := range x0 {
			eps := data.Point{(x[0] - a*p[0]) / sigma, (x[1] - a*p[1]) / sigma}
			w := math.Exp(-(eps[0]*eps[0] + eps[1]*eps[1]) / 2)
			weights += w
			squares += w * w
			for axis, e := range eps {
				sum[axis] += w * e
				sumSquares[axis] += w * w * e * e
			}
		}
		got := []data.Point{x}
		Exact{distribution}.PredictNoise(got, got, logSNR)
		for axis := range x {
			want, se := sum[axis]/weights, math.Sqrt(sumSquares[axis])/weights*1.5
			if math.Abs(got[0][axis]-want) > 5*se {
				t.Errorf("at %v: ε* = %v on axis %d, averaged %v ± %v", x, got[0][axis], axis, want, se)
			}
		}
	}
}

func TestExactJacobianIsTheDerivative(t *testing.T) {
	distribution := mixture.New([]mixture.Component{gaussian, {Weight: 1, Mean: data.Point{-1, 1}, Half: data.Point{.5, .25}}})
	const step = 1e-5
	for _, logSNR := range []float64{-8, 0, 4} {
		for _, at := range []data.Point{{0, 0}, {-1.4, 1.1}, {3, -2}} {
			x := []data.Point{at, {at[0] + step, at[1]}, {at[0] - step, at[1]}, {at[0], at[1] + step}, {at[0], at[1] - step}}
			noise, jacobian, want := make([]data.Point, 5), make([][4]float64, 5), make([]data.Point, 5)
			Exact{distribution}.PredictNoiseJacobian(noise, jacobian, x, logSNR)
			Exact{distribution}.PredictNoise(want, x, logSNR)
			for i := range noise {
				if math.Hypot(noise[i][0]-want[i][0], noise[i][1]-want[i][1]) > 1e-12 {
					t.Errorf("noise %v, want %v", noise[i], want[i])
				}
			}
			for row := range 2 {
				for column := range 2 {
					slope := (want[1+2*column][row] - want[2+2*column][row]) / (2 * step)
					if got := jacobian[0][2*row+column]; math.Abs(got-slope) > 1e-6 {
						t.Errorf("at %v, log-SNR %v: ∂ε%d/∂x%d is %v, differences say %v", at, logSNR, row, column, got, slope)
					}
				}
			}
		}
	}
}

// Guided noise is that of the distribution p_c^(1+w)/p^w. For p_c = N(m, c) and p = N(0, d) on an axis that is a Gaussian, with precision
// (1+w)/c − w/d and mean (1+w)m/c over that.
func TestGuidedIsTheSharpenedDistribution(t *testing.T) {
	const logSNR, w = .3, 1.5
	a, sigma := model.SignalNoise(logSNR)
	conditional := mixture.New([]mixture.Component{{Weight: 1, Mean: data.Point{.8, -.3}, Cov: [3]float64{.2, 0, .5}}})
	whole := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	x := []data.Point{{.3, -1}, {2, .1}, {0, 0}}
	got := append([]data.Point(nil), x...)
	guided := Guided{Exact{conditional}, Exact{whole}, w}
	noise, jacobian := make([]data.Point, len(x)), make([][4]float64, len(x))
	guided.PredictNoiseJacobian(noise, jacobian, x, logSNR)
	guided.PredictNoise(got, got, logSNR)
	for axis, v := range []float64{.2, .5} {
		c := a*a*v + sigma*sigma
		precision, shift := (1+w)/c-w, (1+w)*a*[]float64{.8, -.3}[axis]/c
		for i, p := range x {
			if want := sigma * (precision*p[axis] - shift); math.Abs(got[i][axis]-want) > 1e-12 {
				t.Errorf("at %v: guided noise %v on axis %d, want %v", p, got[i][axis], axis, want)
			}
			if want := sigma * precision; math.Abs(jacobian[i][3*axis]-want) > 1e-12 || math.Abs(noise[i][axis]-got[i][axis]) > 1e-12 {
				t.Errorf("at %v: guided Jacobian %v on axis %d, want %v", p, jacobian[i], axis, want)
			}
		}
	}
	plain, want := make([]data.Point, 3), make([]data.Point, 3)
	Guided{Exact{conditional}, nil, 0}.PredictNoise(plain, x, logSNR)
	Exact{conditional}.PredictNoise(want, x, logSNR)
	if plain[0] != want[0] || plain[2] != want[2] {
		t.Error("without weight it is not the conditional denoiser")
	}
}

// Guidance of any weight is the formula (1+w) ε̂_c − w ε̂_∅, and the two ways to ask for it agree. A weight below 0 leads from the class
// towards all points: w = −1 is the unconditional denoiser.
func TestGuidanceOfAnyWeight(t *testing.T) {
	const logSNR = -.4
	conditional := Exact{mixture.New([]mixture.Component{gaussian})}
	whole := Exact{mixture.New([]mixture.Component{gaussian, {Weight: 2, Mean: data.Point{-1, 1}, Cov: [3]float64{.3, 0, .2}}})}
	x := []data.Point{{.3, -1}, {2, .1}, {-1, 1}}
	n := len(x)
	c, u := make([]data.Point, n), make([]data.Point, n)
	conditional.PredictNoise(c, x, logSNR)
	whole.PredictNoise(u, x, logSNR)
	for _, w := range []float64{-1, -.5, 0, .5, 3} {
		got, noise, jacobian := make([]data.Point, n), make([]data.Point, n), make([][4]float64, n)
		guided := Guided{conditional, whole, w}
		guided.PredictNoise(got, x, logSNR)
		guided.PredictNoiseJacobian(noise, jacobian, x, logSNR)
		for i := range x {
			for axis := range 2 {
				want := (1+w)*c[i][axis] - w*u[i][axis]
				if math.Abs(got[i][axis]-want) > 1e-12 || math.Abs(noise[i][axis]-want) > 1e-12 {
					t.Errorf("weight %v, axis %d at %v: %v, with the Jacobian %v, want %v", w, axis, x[i], got[i][axis], noise[i][axis], want)
				}
			}
		}
	}
}
