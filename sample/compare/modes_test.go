package compare

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"ddpm/data/mixture"
)

// TestModesAgainstPearson: against very many true points with exact shares, the statistic is Pearson's Σ (x − np)²/np.
func TestModesAgainstPearson(t *testing.T) {
	x, shares := []float64{18, 55, 27}, []float64{.2, .5, .3}
	y, want := make([]float64, 3), 0.
	for i, share := range shares {
		y[i] = 1e12 * share
		want += math.Pow(x[i]-100*share, 2) / (100 * share)
	}
	m := homogeneity(x, y)
	near(t, "χ²", m.Value, want, 1e-9)
	near(t, "floor", m.Floor, 2, 1e-12)
	near(t, "its sd", m.FloorSD, 2, 1e-12)
	near(t, "p", *m.P, math.Exp(-want/2), 1e-9) // two degrees of freedom: exponential
}

func TestPooled(t *testing.T) {
	for _, test := range []struct{ x, y, px, py []float64 }{
		{[]float64{1, 2, 3}, []float64{5, 6, 7}, []float64{1, 2, 3}, []float64{5, 6, 7}},
		{[]float64{1, 2, 3}, []float64{1, 4, 7}, []float64{3, 3}, []float64{5, 7}},
		{[]float64{1, 2, 3}, []float64{9, 8, 1}, []float64{1, 5}, []float64{9, 9}},
		{[]float64{1, 2, 3}, []float64{1, 1, 1}, nil, nil},
	} {
		px, py := pooled(test.x, test.y, 5)
		if diff := cmp.Diff([2][]float64{test.px, test.py}, [2][]float64{px, py}); diff != "" {
			t.Error(diff)
		}
	}
}

// TestModesOfTrueSets: with the shares 4:3:2:1 of the distribution, p-values are uniform, even if the reference has so few points that its
// sampling error matters. The mean of the statistic is its floor: the mean of 300 is more than 4.5 standard errors off once in 100,000 times.
func TestModesOfTrueSets(t *testing.T) {
	const repeats, n = 300, 400
	values, found := make([]float64, repeats), make([]float64, repeats)
	for k := range found {
		count := func(n, index int) []float64 { return countModes(t.Context(), four, draws(four, n, index)) }
		m := homogeneity(count(n, 2*k), count(3*n, 2*k+1))
		values[k], found[k] = m.Value, *m.P
	}
	uniform(t, "modes", found, 0)
	if mean := stat.Mean(values, nil); math.Abs(mean-3) > 4.5*math.Sqrt(6./repeats) {
		t.Errorf("χ² is %g on average, want 3", mean)
	}
}

// TestModesOfWrongShares: of n points with shares q instead of p, χ² is about n Σ (q−p)²/p.
func TestModesOfWrongShares(t *testing.T) {
	components := four.Components()
	components[0].Weight, components[3].Weight = .3, .2
	const n = 2000
	truth := Distribution("four", four)
	points := draws(mixture.New(components), n, 0)
	truth.Axes().To(points, points)
	found := modeWeights(t.Context(), newComparison(points, truth, 1), n)
	// Its standard deviation is about 2·√(n Σ (q−p)²/p) = 32.
	want := n * (.01/.4 + .01/.1)
	if math.Abs(found.Value-want) > 5*2*math.Sqrt(want) || *found.P > 1e-9 {
		t.Errorf("χ² is %g with p = %g, want about %g", found.Value, *found.P, want)
	}
	near(t, "floor", found.Floor, distuv.ChiSquared{K: 3}.Mean(), 1e-12)
}
