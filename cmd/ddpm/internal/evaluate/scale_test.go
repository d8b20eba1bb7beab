package evaluate

import (
	"math"
	"testing"

	"ddpm/cmd/internal/findings"
	"ddpm/data/mixture"
	"ddpm/sample/audit"
)

// Of a Gaussian of its own the divergence from a single Gaussian is 0, and that from N(0, I) is that of two Gaussians:
// ½ (tr Σ + |μ|² − 2 − ln det Σ). The noise of the estimate is part of Σ.
func TestStandardsOfAGaussian(t *testing.T) {
	const blur = .1
	cov, mean := [3]float64{1.2, .6, .9}, mixture.Point{.3, -.2}
	f := Findings{Exact: findings.Exact{KL: &audit.Estimate{Value: .01, Blur: blur}}}
	got := standards(f, mixture.New([]mixture.Component{{Weight: 1, Mean: mean, Cov: cov}}))
	a, b, c := cov[0]+blur*blur, cov[1], cov[2]+blur*blur
	want := []float64{(a + c + mean[0]*mean[0] + mean[1]*mean[1] - 2 - math.Log(a*c-b*b)) / 2, 0, .01, 0}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, s := range got {
		if math.Abs(s.nats-want[i]) > 1e-4 {
			t.Errorf("%s: %v nats, want %v", s.name, s.nats, want[i])
		}
	}
	// The longest bar is that of the largest number, and all others are in proportion.
	scale := scaleOf(got)
	for i, mark := range scale.Marks {
		if math.Abs(mark.Share-max(0, got[i].nats)/got[0].nats) > 1e-12 || mark.Own != (i == 2) {
			t.Errorf("%+v of %v nats", mark, got[i].nats)
		}
	}
	if standards(Findings{}, nil) != nil || scaleOf(nil) != nil {
		t.Error("there is a scale of nothing")
	}
}
