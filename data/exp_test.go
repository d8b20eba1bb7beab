package data

import (
	"math"
	"testing"
)

// TestExps holds exps against math.Exp, whose error is below one rounding, all over where it is not negligible.
func TestExps(t *testing.T) {
	const top = 3.25
	var x []float64
	for y := -45.; y <= 0; y += 1. / 4096 {
		x = append(x, top+y, top+y*(1-1e-9))
	}
	x = append(x, math.Inf(-1), -1e300, math.NaN())
	got := append([]float64(nil), x...)
	exps(got, top)
	for i, x := range x {
		y := x - top
		want := math.Exp(y)
		if !(y > -negligible) {
			want = 0
		}
		if !(math.Abs(got[i]-want) <= 4*0x1p-53*want) {
			t.Fatalf("e^%v is %v, want %v", y, got[i], want)
		}
	}
}
