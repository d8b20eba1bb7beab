package mixture

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// ScoreJacobian returns the score at x and the Hessian of the log-density, which is the derivative of the score: xx, xy, yy. With the
// weights w_k = P(component k | x), and with the scores s_k and the Hessians H_k of the components alone, it is
//
//	∇² log p = Σ w_k H_k + Σ w_k (s_k − s)(s_k − s)ᵀ,   s = Σ w_k s_k.
//
// Where the density is zero, the score and the Hessian are set to zero. ScoreJacobian panics if a component has no density.
func (m *Mixture) ScoreJacobian(x Point) (score Point, hessian [3]float64) {
	m.needDensity()
	if m.lattice != nil {
		return m.lattice.scoreJacobian(x)
	}
	// The first pass finds the mean score s, the second one sums squares of s_k − s. The difference of two means, E s_k s_kᵀ − s sᵀ, would
	// lose digits where scores are large.
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

// ScoreJacobians sets score and hessian to what ScoreJacobian returns for each x, on all cores. score and x may be the same slice.
// ScoreJacobians panics if the lengths differ, or if a component has no density.
func (m *Mixture) ScoreJacobians(score []Point, hessian [][3]float64, x []Point) {
	if len(score) != len(hessian) {
		panic("mixture: scores and Hessians differ in number")
	}
	m.forEach(x, len(score), func(near *Mixture, i int) { score[i], hessian[i] = near.ScoreJacobian(x[i]) })
}

// boxCurvature returns the second derivative at u of the log-density that box returns. It is 0 without noise.
//
// In units of sigma let b be half a side, and let z be the distance from u to the nearer edge, negative inside the box. The second
// derivative is Var(w | u) − 1, where w is the distance from the nearer edge to the point that noise moved to u. Inside the box the
// difference would lose digits. There the second derivative is a sum of negative terms instead: each is a product with the density of
// the noise at an edge over the mass between the edges.
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

// edgeNodes and edgeWeights are those of Gauss–Legendre quadrature on [0, 1]. With so many, the error of edgeVariance is about 1e-13.
var edgeNodes, edgeWeights = func() (node, weight [32]float64) {
	quad.Legendre{}.FixedLocations(node[:], weight[:], 0, 1)
	return node, weight
}()

// edgeVariance returns the variance of w in [0, width] with a density in proportion to exp(−zw − w²/2), for z > −½.
func edgeVariance(z, width float64) float64 {
	// Beyond reach the density is below e^−40 of its value at 0.
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
