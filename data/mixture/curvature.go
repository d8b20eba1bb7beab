package mixture

import (
	"context"
	"math"

	"gonum.org/v1/gonum/integrate/quad"

	"ddpm/data/parallel"
)

// ScoreJacobian returns the score at x and its derivative, the Hessian of the log-density: xx, xy, yy. With the weights
// w_k = P(component k | x) and the components' own scores s_k and Hessians H_k it is
//
//	∇² log p = Σ w_k H_k + Σ w_k (s_k − s)(s_k − s)ᵀ,   s = Σ w_k s_k.
//
// Where Score is zero for want of a better value, so is the Hessian. It panics if a component has no density.
func (m *Mixture) ScoreJacobian(x Point) (score Point, hessian [3]float64) {
	m.needDensity()
	if m.lattice != nil {
		return m.lattice.scoreJacobian(x)
	}
	// The spread is about a mean that is known, from a first pass: anything else loses digits where scores are large.
	var t terms
	t.sum(m.kernels, x)
	if t.mass == 0 {
		return Point{}, [3]float64{}
	}
	mass := t.mass
	score = Point{t.right / mass, t.above / mass}
	t.start(m.kernels, x, t.scale)
	for t.next() {
		for i := range t.kernels {
			if t.weight[i] == 0 {
				continue
			}
			k, w := &t.kernels[i], t.weight[i]/mass
			h := [3]float64{-k.precision[0], -k.precision[1], -k.precision[2]}
			if k.box != nil {
				h[0] = boxCurvature(x[0]-k.mean[0], k.box.half[0], k.box.sigma[0])
				h[2] = boxCurvature(x[1]-k.mean[1], k.box.half[1], k.box.sigma[1])
			}
			across, up := t.across[i]-score[0], t.up[i]-score[1]
			hessian[0] += w * (h[0] + across*across)
			hessian[1] += w * (h[1] + across*up)
			hessian[2] += w * (h[2] + up*up)
		}
	}
	return score, hessian
}

// ScoreJacobians sets score and hessian to what ScoreJacobian returns for each x, on all cores; score and x may be the
// same. It panics if their lengths differ.
func (m *Mixture) ScoreJacobians(score []Point, hessian [][3]float64, x []Point) {
	if len(score) != len(x) || len(hessian) != len(x) {
		panic("mixture: results and points differ in number")
	}
	m.needDensity()
	parallel.Blocks(context.Background(), len(x), evaluationBlock, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			score[i], hessian[i] = m.ScoreJacobian(x[i])
		}
	})
}

// boxCurvature returns the second derivative of box's log-density at u, 0 without noise.
//
// In units of sigma let b = half and let the nearer edge be a distance z away, negative inside. Inside, with the densities
// r of the noise at both edges over the mass between them, the second derivative is a sum of negative terms. Elsewhere
// it is Var(w | u) − 1, where w is the distance of the point that the noise moved from the nearer edge.
func boxCurvature(u, half, sigma float64) float64 {
	if sigma == 0 {
		return 0
	}
	a, b := math.Abs(u)/sigma, half/sigma
	z := (math.Abs(u) - half) / sigma
	if z > 0 || b < 0.5 {
		return (edgeVariance(z, 2*b) - 1) / (sigma * sigma)
	}
	left, right := -z, a+b
	mass := (math.Erf(left/math.Sqrt2) + math.Erf(right/math.Sqrt2)) / 2
	near, far := normalDensity(left)/mass, normalDensity(right)/mass
	return -(left*near + right*far + (near-far)*(near-far)) / (sigma * sigma)
}

// edgeNodes and edgeWeights are Gauss–Legendre's on [0, 1], enough for edgeVariance to be exact to 1e-13.
var edgeNodes, edgeWeights = func() (node, weight [32]float64) {
	quad.Legendre{}.FixedLocations(node[:], weight[:], 0, 1)
	return node, weight
}()

// edgeVariance returns the variance of the distribution on [0, width] with density in proportion to exp(−zw − w²/2), for z > −½.
func edgeVariance(z, width float64) float64 {
	// Beyond it the density is below e^−40 of its value at 0.
	reach := min(width, 2*negligible/(z+math.Sqrt(z*z+2*negligible)))
	var mass, mean, square float64
	for i, node := range edgeNodes {
		w := reach * node
		p := edgeWeights[i] * math.Exp(-w*(z+w/2))
		mass += p
		mean += p * w
		square += p * w * w
	}
	mean /= mass
	return square/mass - mean*mean
}
