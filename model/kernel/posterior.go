package kernel

import "math"

// PosteriorBlock is the number of points of which PosteriorSums wants a multiple.
const PosteriorBlock = 8

// PosteriorSums returns the sum of the weights w = exp(−|z|²/2) of points p, and of w·z, with z = scale·((x, y) − p). Points with |z| >
// radius have no weight. The points are of shape (n, 2), and n must be a multiple of PosteriorBlock, or PosteriorSums panics: points
// that are very far off may fill the last block. The relative error of a weight is at most 3e-6, for a radius up to 10.
//
// With scale = a/σ and (x, y) = x_t/a, z is the noise ε in x_t = a·p + σ·ε, and the quotient of the sums is the mean of the noise
// over the points that x_t may have come from, all equally likely at first: E[ε | x_t, |ε| ≤ radius].
func PosteriorSums(points []float32, x, y, scale, radius float32) (weight, zx, zy float32) {
	if len(points)%(2*PosteriorBlock) != 0 {
		panic("kernel: not a whole number of blocks of points")
	}
	return posteriorSums(points, x, y, scale, radius*radius)
}

var posteriorSums = posteriorSumsPlain

func posteriorSumsPlain(points []float32, x, y, scale, radius2 float32) (weight, zx, zy float32) {
	for i := 0; i < len(points); i += 2 {
		px, py := (x-points[i])*scale, (y-points[i+1])*scale
		if square := px*px + py*py; square <= radius2 {
			w := float32(math.Exp(-float64(square) / 2))
			weight += w
			zx += w * px
			zy += w * py
		}
	}
	return weight, zx, zy
}
