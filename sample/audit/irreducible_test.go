package audit

import (
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
)

// The curve of a distribution is computed once, and is that of this distribution between these log-SNRs and of no other.
func TestIrreducibleIsKnown(t *testing.T) {
	of := func(variance float64) *mixture.Mixture {
		return mixture.New([]mixture.Component{{Weight: 1, Mean: data.Point{.1, 0}, Cov: [3]float64{variance, 0, 1}}})
	}
	first := NewIrreducible(of(.5), -2, 3)
	if NewIrreducible(of(.5), -2, 3) != first {
		t.Error("it is computed again")
	}
	for _, other := range []*Irreducible{NewIrreducible(of(.6), -2, 3), NewIrreducible(of(.5), -2, 4), NewIrreducible(of(.5), -1, 3)} {
		if other == first {
			t.Error("it is that of something else")
		}
	}
	for i := range mostKnown + 9 {
		NewIrreducible(of(1+float64(i)), -2, 0)
	}
	if len(known.curves) != mostKnown {
		t.Errorf("%d curves are known", len(known.curves))
	}
	again := NewIrreducible(of(.5), -2, 3)
	for _, logSNR := range []float64{-2, -.3, 1.1, 3} {
		if again == first || again.At(logSNR) != first.At(logSNR) {
			t.Errorf("at %v: %v, want %v", logSNR, again.At(logSNR), first.At(logSNR))
		}
	}
}
