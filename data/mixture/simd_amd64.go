//go:build !purego

package mixture

import "github.com/tphakala/simd/cpu"

//go:generate go -C ../../model/kernel/asm run . -out ../../../data/mixture/vectors_amd64.s -stubs ../../../data/mixture/vectors_amd64.go -pkg mixture

// lanes is how many numbers a vector holds. Plain Go evaluates the rest of a batch, which does not fill a vector.
const lanes = 4

// vectors says whether the processor has the instructions that the assembly uses.
var vectors = cpu.X86.AVX2 && cpu.X86.FMA

// gaussians does what gaussiansPlain does for the whole batch.
func gaussians(t *terms) (largest float64) {
	n := len(t.kernels) / lanes * lanes
	if !vectors || n == 0 {
		return gaussiansPlain(t, 0)
	}
	k := &t.kernels[0].mean[0]
	largest = gaussiansAVX2(&t.weight[0], &t.across[0], &t.up[0], k, n, t.x[0], t.x[1])
	return max(largest, gaussiansPlain(t, n))
}

// exps does what expsPlain does for the whole batch.
func exps(t *terms) (mass, right, above float64) {
	n := len(t.kernels) / lanes * lanes
	if !vectors || n == 0 {
		return expsPlain(t, 0)
	}
	mass, right, above = expsAVX2(&t.weight[0], &t.across[0], &t.up[0], n, t.scale, -negligible)
	m, r, a := expsPlain(t, n)
	return mass + m, right + r, above + a
}
