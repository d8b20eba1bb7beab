package mixture

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// gaussianEntropy returns the entropy of a normal distribution, ½ log det 2πe·Cov: the largest of all distributions with that covariance.
func gaussianEntropy(cov [3]float64) float64 {
	return 1 + math.Log(2*math.Pi) + math.Log(cov[0]*cov[2]-cov[1]*cov[1])/2
}

func TestEntropyInClosedForm(t *testing.T) {
	entropy := func(name string) float64 {
		b, _ := Lookup(name)
		return b.Mixture().Entropy()
	}
	far := New([]Component{mode(3, 0, Point{}, 0.01), mode(1, 1, Point{1, 1}, 0.02)})
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"square", entropy("square"), math.Log(4)},
		{"checkerboard", entropy("checkerboard"), math.Log(32)},
		{"grid", entropy("grid"), math.Log(25) + gaussianEntropy([3]float64{0.01, 0, 0.01})},
		{"a Gaussian", New([]Component{{Weight: 1, Mean: Point{3, -5}, Cov: [3]float64{4, 1.7, 0.9}}}).Entropy(),
			gaussianEntropy([3]float64{4, 1.7, 0.9})},
		{"two modes far apart", far.Entropy(), 0.75*(gaussianEntropy([3]float64{1e-4, 0, 1e-4})-math.Log(0.75)) +
			0.25*(gaussianEntropy([3]float64{4e-4, 0, 4e-4})-math.Log(0.25))},
	} {
		// The grid's modes are 10 deviations apart and overlap by about 1e-6.
		if math.Abs(c.got-c.want) > 3e-6 {
			t.Errorf("%s: entropy %v, want %v", c.name, c.got, c.want)
		}
	}
	// Eight modes of one entropy: knowing the mode is worth between nothing and ln 8.
	one := gaussianEntropy([3]float64{1, 0, 1})
	if e := entropy("eightgaussians"); e < one+1 || e > one+math.Log(8) {
		t.Errorf("eightgaussians: entropy %v, want less than ln 8 above %v", e, one)
	}
}

// TestEntropyOfBlurredBoxes compares with the sum over both axes of one-dimensional entropies.
func TestEntropyOfBlurredBoxes(t *testing.T) {
	square, _ := Lookup("square")
	for _, sigma := range []float64{1e-4, 1e-3, 0.02, 0.3, 1, 30} {
		m := square.Mixture().At(1, sigma)
		line := m.Marginal(0)
		// In units of sigma around the edge at 1, then through the middle, by the trapezoidal rule.
		want, edge := 0.0, min(10, 1/sigma)
		const steps = 200_000
		for i := range steps {
			x := 1 + sigma*(-edge+(edge+10)*(float64(i)+0.5)/steps)
			if p := line.Density(x); p > 0 {
				want -= 4 * p * math.Log(p) * sigma * (edge + 10) / steps // two axes, two edges each
			}
		}
		if flat := 1 - sigma*edge; flat > 0 {
			want += 2 * flat * math.Ln2
		}
		if got := m.Entropy(); math.Abs(got-want) > 1e-6 {
			t.Errorf("sigma %v: entropy %v, want %v", sigma, got, want)
		}
	}
}

// rotated turns a mixture of Gaussians, which keeps its entropy but meets other nodes.
func rotated(m *Mixture, angle float64) *Mixture {
	cos, sin := math.Cos(angle), math.Sin(angle)
	components := m.Components()
	for i := range components {
		c := &components[i]
		x, y, xx, xy, yy := c.Mean[0], c.Mean[1], c.Cov[0], c.Cov[1], c.Cov[2]
		c.Mean = Point{cos*x - sin*y, sin*x + cos*y}
		c.Cov = [3]float64{
			cos*cos*xx - 2*cos*sin*xy + sin*sin*yy, cos*sin*(xx-yy) + (cos*cos-sin*sin)*xy, sin*sin*xx + 2*cos*sin*xy + cos*cos*yy,
		}
	}
	return New(components)
}

func TestEntropyOfRotatedLaws(t *testing.T) {
	eachLaw(t, func(t *testing.T, m *Mixture) {
		if m.components[0].Half != (Point{}) {
			return
		}
		if got, want := rotated(m, 0.5).Entropy(), m.Entropy(); math.Abs(got-want) > 1e-6 {
			t.Errorf("the entropy is %v, after a turn %v", want, got)
		}
	})
}

// TestEntropyIsTheMeanInformation compares with the mean of −log p over samples; a right program fails one distribution in 10⁶.
func TestEntropyIsTheMeanInformation(t *testing.T) {
	eachLaw(t, func(t *testing.T, m *Mixture) {
		x, information := make([]Point, 4000), make([]float64, 4000)
		Draw(x, nil, m, 1, Drawn, 0)
		m.LogDensities(information, x)
		mean, sd := stat.MeanStdDev(information, nil)
		entropy := m.Entropy()
		if math.Abs(entropy+mean) > 4.9*sd/math.Sqrt(4000)+1e-6 {
			t.Errorf("entropy %v, but samples say %v ± %v", entropy, -mean, sd/math.Sqrt(4000))
		}
		if bound := gaussianEntropy(m.Cov()); entropy > bound+1e-6 {
			t.Errorf("entropy %v is more than that of a Gaussian, %v", entropy, bound)
		}
	})
}

func TestEntropyShiftsByTheLogarithmOfTheScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution")
		scale := Point{rapid.Float64Range(0.01, 100).Draw(t, "across"), -rapid.Float64Range(0.01, 100).Draw(t, "up")}
		want := m.Entropy() + math.Log(math.Abs(scale[0]*scale[1]))
		if got := m.Affine(Point{5, -3}, scale).Entropy(); math.Abs(got-want) > 1e-6 {
			t.Errorf("entropy %v, want %v", got, want)
		}
	})
}

func TestIntegrateMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMixture.Draw(t, "distribution")
		mean, cov := m.Mean(), m.Cov()
		got := m.Integrate(func(x Point) float64 {
			return math.Exp(m.LogDensity(x)) * (x[0] - mean[0]) * (x[0] - mean[0] + x[1] - mean[1])
		})
		if want := cov[0] + cov[1]; math.Abs(got-want) > 1e-7 {
			t.Errorf("the density times a square integrates to %v, want %v", got, want)
		}
	})
}
