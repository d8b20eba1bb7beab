package mixture

import "math"

// expsPlain replaces each weight w of the batch, from place first on, by e^(w − scale), or by 0 if that is negligible. Before the call the
// weights are logarithms, none above scale. It returns the sum of the weights, and the sums of the weights times across and times up.
// The relative error of a weight is at most 4·2⁻⁵³. It takes half the time of math.Exp, because it makes no call and has no special cases.
//
// Let y = w − scale, and let n/64 be the multiple of 1/64 that is nearest to y/ln 2. Then e^y = 2^(n/64) e^r with |r| ≤ ln 2/128, and e^r
// is its Taylor polynomial of degree 5. The remainder is below r⁶/720 < 4e-17.
func expsPlain(t *terms, first int) (mass, right, above float64) {
	const (
		perUnit  = 64 / math.Ln2
		rounding = 3 << 51 // a number plus this has its nearest integer in the low bits
		// ln 2/64 is high + low. high has few bits, so that n*high is exact.
		high = 0x1.62e42feep-7
		low  = math.Ln2/64 - high
	)
	for i := first; i < len(t.kernels); i++ {
		y := t.weight[i] - t.scale
		if !(y > -negligible) {
			t.weight[i] = 0
			continue
		}
		shifted := y*perUnit + rounding
		n := shifted - rounding
		r := (y - n*high) - n*low
		power := roots[math.Float64bits(shifted)&63]
		power += power * (r + r*r*(1./2+r*(1./6+r*(1./24+r*(1./120)))))
		whole := math.Float64bits(shifted) << 46 >> 52 // of n/64, in the bits of an exponent
		power = math.Float64frombits(math.Float64bits(power) + whole<<52)
		t.weight[i] = power
		mass += power
		right += power * t.across[i]
		above += power * t.up[i]
	}
	return mass, right, above
}

// roots[j] is 2^(j/64).
var roots = func() (table [64]float64) {
	for j := range table {
		table[j] = math.Exp2(float64(j) / 64)
	}
	return table
}()
