// Package spectrum measures images by their frequencies. Read dct.go first: the cosine transform of a plane of numbers. Then come
// image.go, images of one or three planes and noise on them; compaction.go, the share of the energy in the low frequencies; and
// resolution.go, the signal-to-noise ratio of an image at several resolutions.
package spectrum

import (
	"context"
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"ddpm/data/parallel"
)

// Plane is a rectangle of numbers: an image, or its frequencies.
type Plane struct {
	Width, Height int
	Values        []float64 // (Height, Width)
}

// NewPlane returns a plane of zeros.
func NewPlane(width, height int) Plane { return Plane{width, height, make([]float64, width*height)} }

// Energy returns the sum of the squares.
func (p Plane) Energy() float64 {
	sum := 0.0
	for _, v := range p.Values {
		sum += v * v
	}
	return sum
}

// DCT returns the orthonormal cosine transform of type II of a plane on both axes,
//
//	X_vu = c_v c_u Σ_yx p_yx cos(π v (2y+1)/2H) cos(π u (2x+1)/2W),   c_0 = √(1/N), else c_k = √(2/N),
//
// where u and v grow from 0, the mean, to the finest frequency. The energy stays the same, and white noise stays white noise.
func DCT(p Plane) Plane {
	return p.transposed().rowsDCT().transposed().rowsDCT()
}

// rowsDCT transforms each row in place.
func (p Plane) rowsDCT() Plane {
	parallel.Blocks(context.Background(), p.Height, 64, func(lo, hi int) {
		t := fourier.NewQuarterWaveFFT(p.Width)
		for y := lo; y < hi; y++ {
			row := p.Values[y*p.Width : (y+1)*p.Width]
			t.CosSequence(row, row) // 4 Σ_x p_x cos(π u (2x+1)/2W)
			floats.Scale(math.Sqrt(2/float64(len(row)))/4, row)
			row[0] /= math.Sqrt2
		}
	})
	return p
}

// transposed returns the plane with its rows as columns.
func (p Plane) transposed() Plane {
	columns := mat.DenseCopyOf(mat.NewDense(p.Height, p.Width, p.Values).T())
	return Plane{p.Height, p.Width, columns.RawMatrix().Data}
}
