package figure

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/floats/scalar"

	"ddpm/data"
)

// integral returns the sum of a field over its cells, weighted by their area.
func integral(f Field) float64 {
	w, h := f.cell()
	return floats.Sum(f.Values) * w * h
}

func TestDensitiesIntegrateToOne(t *testing.T) {
	view := View{data.Point{-4, -8}, data.Point{8, 2}}
	distribution := gaussian2{data.Point{2, -3}}
	if got := integral(Exact(view, Fine, distribution.LogDensities)); math.Abs(got-1) > 1e-5 {
		t.Errorf("exact density integrates to %g", got)
	}
	for n := range 4 {
		count := []int{1, 30, 1000, 10_000}[n]
		density, _ := Estimate(view, distribution.draw(count, n))
		if got := integral(density); math.Abs(got-1) > 1e-3 {
			t.Errorf("estimate from %d points integrates to %g", count, got)
		}
	}
}

func TestEstimateIntegratesToTheShareInView(t *testing.T) {
	view := View{data.Point{-10, -10}, data.Point{10, 10}}
	points := append(gaussian2{}.draw(600, 0), gaussian2{data.Point{1000, 0}}.draw(400, 1)...)
	density, _ := Estimate(view, points)
	if got := integral(density); math.Abs(got-0.6) > 1e-3 {
		t.Errorf("estimate integrates to %g, but 600 of 1,000 points are in view", got)
	}
	none, _ := Estimate(view, nil)
	if got := integral(none); got != 0 {
		t.Errorf("estimate from no points integrates to %g", got)
	}
}

// The bandwidth is near the best one, and the estimate near the density.
func TestEstimateIsTheDensity(t *testing.T) {
	view := View{data.Point{-6, -6}, data.Point{6, 6}}
	const n = 10_000
	density, bandwidth := Estimate(view, gaussian2{}.draw(n, 0))
	truth := Exact(view, Fine, gaussian2{}.LogDensities)
	w, h := density.cell()
	distance := floats.Distance(density.Values, truth.Values, 1) * w * h
	// The best bandwidth for a normal distribution is n^(−1/6) (Scott 1992, eq. 6.42); the error in L1 is then about 0.06.
	if best := math.Pow(n, -1.0/6); bandwidth < best/2 || bandwidth > 2*best {
		t.Errorf("bandwidth %g, the best is %g", bandwidth, best)
	}
	if distance > 0.12 {
		t.Errorf("estimate is %g from the density in L1", distance)
	}
	top := floats.MaxIdx(truth.Values)
	x, y := float64(top%truth.Width), float64(top/truth.Width)
	if math.Abs(x-float64(truth.Width)/2) > 1 || math.Abs(y-float64(truth.Height)/2) > 1 {
		t.Errorf("density is highest at cell %g, %g", x, y)
	}
}

func TestFieldIsTheRightWayUp(t *testing.T) {
	view := View{data.Point{0, 0}, data.Point{10, 6}}
	centre := data.Point{7, 1.5}
	exact := Exact(view, Fine, gaussian2{centre}.LogDensities)
	estimate, _ := Estimate(view, []data.Point{centre})
	for name, f := range map[string]Field{"exact": exact, "estimate": estimate} {
		w, h := f.cell()
		top := floats.MaxIdx(f.Values)
		x := f.View.Lo[0] + (float64(top%f.Width)+0.5)*w
		y := f.View.Lo[1] + (float64(top/f.Width)+0.5)*h
		if math.Abs(x-centre[0]) > w || math.Abs(y-centre[1]) > h {
			t.Errorf("%s is highest at %g, %g, want %v", name, x, y, centre)
		}
		if math.Abs(w/h-1) > 0.01 {
			t.Errorf("%s has cells of %g × %g", name, w, h)
		}
	}
}

func TestGaussianKernel(t *testing.T) {
	for _, sd := range []float64{1, 2, 5.5, 32} {
		half := gaussian(sd)
		sum, variance := half[0], 0.0
		for i, weight := range half[1:] {
			sum += 2 * weight
			variance += 2 * weight * float64((i+1)*(i+1))
		}
		if !scalar.EqualWithinAbs(sum, 1, 1e-12) || !scalar.EqualWithinRel(variance, sd*sd, 5e-3) {
			t.Errorf("kernel of standard deviation %g has sum %g and variance %g", sd, sum, variance)
		}
	}
}

// blur agrees with the definition of a convolution.
func TestBlurIsAConvolution(t *testing.T) {
	const width, height = 7, 5
	rng := data.Rand(1, data.Drawn, 0, 0)
	values := make([]float64, width*height)
	for i := range values {
		values[i] = rng.Float64() - 0.3
	}
	half := gaussian(0.9)
	weight := func(d int) float64 {
		if d = max(d, -d); d < len(half) {
			return half[d]
		}
		return 0
	}
	got := spread(spread(values, width, half), height, half)
	for i := range got {
		var want float64
		for j, value := range values {
			want += value * weight(i%width-j%width) * weight(i/width-j/width)
		}
		if !scalar.EqualWithinAbs(got[i], want, 1e-12) {
			t.Errorf("cell %d: %g, want %g", i, got[i], want)
		}
	}
}

// leaveOneOut agrees with the likelihood of each point under an estimate from all others, computed one by one.
func TestLeaveOneOutLeavesOneOut(t *testing.T) {
	const width, height = 12, 9
	rng := data.Rand(1, data.Drawn, 0, 0)
	counts := make([]float64, width*height)
	for range 40 {
		counts[rng.IntN(len(counts))]++
	}
	kernel := gaussian(1.3)
	got := leaveOneOut(counts, spread(spread(counts, width, kernel), height, kernel), kernel[0]*kernel[0])
	var want float64
	for i, n := range counts {
		if n == 0 {
			continue
		}
		counts[i]--
		others := spread(spread(counts, width, kernel), height, kernel)[i]
		counts[i]++
		want += n * math.Log(0.999*others+0.001*40/float64(width*height))
	}
	if !scalar.EqualWithinRel(got, want, 1e-12) {
		t.Errorf("log-likelihood %g, want %g", got, want)
	}
}
