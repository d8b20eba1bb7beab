//go:build !purego

package kernel

import "testing"

// Plain Go passes the same tests as the assembly, also on processors where the assembly is used.
func TestPlainGo(t *testing.T) {
	for _, restore := range []func(){
		replace(&product, productPlain),
		replace(&silu, activationPlain(siluOf)),
		replace(&gelu, activationPlain(geluOf)),
		replace(&sinCos, sinCosPlain),
		replace(&adam, adamPlain),
		replace(&ema, emaPlain),
		replace(&sumSquares, sumSquaresPlain),
		replace(&columnSums, columnSumsPlain),
		replace(&multiplyAdds, multiplyAddsPlain),
	} {
		defer restore()
	}
	for _, of := range []struct {
		name string
		test func(t *testing.T)
	}{
		{"activations", TestActivationError},
		{"forms of activations", TestActivationForms},
		{"activations in place", TestActivationInPlace},
		{"sine and cosine", TestSinCosError},
		{"Fourier features", TestFourier},
		{"products", TestMulSmallShapes},
		{"Adam", TestAdamFollowsThePaper},
		{"average", TestEMA},
		{"sum of squares", TestSumSquares},
		{"sums of columns", TestColumnSums},
		{"multiply-adds", TestMultiplyAddsCounts},
	} {
		t.Run(of.name, of.test)
	}
}
