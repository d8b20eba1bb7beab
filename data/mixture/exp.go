package mixture

import "math"

// expsPlain sets each weight of the batch w from the one at first on, still a logarithm, to e^(w − scale), or to 0 where that is
// negligible, and returns the sums of weights and of weights times scores. None is above scale. The error is at most 4 of
// float64's roundings, which a mixture's sum does not notice, and it takes half the time of math.Exp, as there is neither a
// call nor a special case.
//
// With n/64 the multiple of 1/64 nearest to y/ln 2, e^y is 2^(n/64) e^r, |r| ≤ ln 2/128, and e^r is its Taylor polynomial of
// degree 5: the rest is below r⁶/720 < 4e-17.
func expsPlain(t *terms, first int) (mass, right, above float64) {
	const (
		perUnit  = 64 / math.Ln2
		rounding = 3 << 51 // added to a number, it leaves the nearest integer in the low bits
		// ln 2/64 in two parts, the first of few bits, so that its product with n is exact.
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
		whole := math.Float64bits(shifted) << 46 >> 52 // of n/64, modulo what fits an exponent
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
