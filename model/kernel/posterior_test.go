package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The sums are those of float64, for points inside, outside and very far off.
func TestPosteriorSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 8, 16, 24, 64, 200} {
		for _, scale := range []float32{.01, 1, 100} {
			x, y, radius := float32(rng.NormFloat64()), float32(rng.NormFloat64()), float32(3.5)
			points := make([]float32, 2*n)
			var weight, zx, zy, size float64
			for i := range n {
				px := x + float32(2*rng.NormFloat64())/scale
				py := y + float32(2*rng.NormFloat64())/scale
				if i%7 == 0 {
					px, py = 1e6, -1e6
				}
				points[2*i], points[2*i+1] = px, py
				u, v := float64((x-px)*scale), float64((y-py)*scale)
				if square := u*u + v*v; square <= float64(radius)*float64(radius) {
					w := math.Exp(-square / 2)
					weight, zx, zy = weight+w, zx+w*u, zy+w*v
					size += w * (1 + math.Abs(u) + math.Abs(v))
				}
			}
			gotWeight, gotX, gotY := PosteriorSums(points, x, y, scale, radius)
			for i, pair := range [][2]float64{{float64(gotWeight), weight}, {float64(gotX), zx}, {float64(gotY), zy}} {
				if !(math.Abs(pair[0]-pair[1]) <= 4e-6*size) {
					t.Errorf("%d points, scale %v: sum %d is %v, want %v", n, scale, i, pair[0], pair[1])
				}
			}
		}
	}
}

// BenchmarkPosteriorSums is a typical number of points of one row of a batch.
func BenchmarkPosteriorSums(b *testing.B) {
	points := make([]float32, 2*128)
	for i := range points {
		points[i] = float32(i%16) / 16
	}
	for b.Loop() {
		PosteriorSums(points, .5, .5, 4, 3.5)
	}
}
