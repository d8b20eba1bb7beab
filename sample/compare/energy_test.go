package compare

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"ddpm/data"
)

func TestEnergyAgainstPlainSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := sets(t, 1, rapid.IntRange(1, 150).Draw(t, "n"))[0]
		y := sets(t, 1, rapid.IntRange(1, 150).Draw(t, "m"))[0]
		mean := func(x, y []data.Point) (mean float64) {
			for _, a := range x {
				for _, b := range y {
					mean += math.Hypot(a[0]-b[0], a[1]-b[1]) / float64(len(x)*len(y))
				}
			}
			return mean
		}
		got := Energy(x, y)
		near(t, "energy", got, 2*mean(x, y)-mean(x, x)-mean(y, y), 1e-9)
		if got < 0 {
			t.Errorf("negative: %g", got)
		}
	})
}

// TestEnergyOfGaussians: distances between points of N(0, aI) and N(0, bI) are Rayleigh with mean r(a+b) = sqrt((a+b)π/2).
// In the V-statistic a share 1/n of the pairs are of a point with itself, at distance 0, so its mean is known for every n. The mean of 40
// sets is more than 5 of its standard errors off once in 80,000 times.
func TestEnergyOfGaussians(t *testing.T) {
	const n, repeats, deviation = 300, 40, 3
	r := func(variance float64) float64 { return math.Sqrt(variance * math.Pi / 2) }
	own := r(2) + r(2*deviation*deviation)
	want := 2*r(1+deviation*deviation) - own + own/n
	found := make([]float64, repeats)
	for k := range found {
		found[k] = Energy(draws(standard, n, 2*k), draws(gaussian(data.Point{}, data.Point{deviation, deviation}), n, 2*k+1))
	}
	mean, sd := stat.MeanStdDev(found, nil)
	if math.Abs(mean-want) > 5*sd/math.Sqrt(repeats) {
		t.Errorf("energy distance is %g on average (sd %g), want %g", mean, sd, want)
	}
}
