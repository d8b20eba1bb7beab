// Package spectrum is the mathematics of images as frequencies: the cosine transform of a plane of numbers, the share of its
// energy that low frequencies hold, what noise does to both, and what pooling saves.
package spectrum

import (
	"context"
	"math"

	"gonum.org/v1/gonum/dsp/fourier"

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
// u and v growing from 0, the mean, to the finest frequency. It keeps the energy, and makes white noise of white noise.
func DCT(p Plane) Plane {
	return transposed(transposed(p).eachRow(rowDCT)).eachRow(rowDCT)
}

// Inverse returns the plane whose DCT is x.
func Inverse(x Plane) Plane {
	return transposed(transposed(x).eachRow(rowInverse)).eachRow(rowInverse)
}

// eachRow returns a plane whose rows are transform's of those of p.
func (p Plane) eachRow(transform func(t *fourier.QuarterWaveFFT, row []float64)) Plane {
	q := NewPlane(p.Width, p.Height)
	copy(q.Values, p.Values)
	parallel.Blocks(context.Background(), p.Height, 64, func(lo, hi int) {
		t := fourier.NewQuarterWaveFFT(p.Width)
		for y := lo; y < hi; y++ {
			transform(t, q.Values[y*p.Width:(y+1)*p.Width])
		}
	})
	return q
}

// rowDCT transforms a row in place. CosSequence is 4 Σ p_x cos(π u (2x+1)/2n).
func rowDCT(t *fourier.QuarterWaveFFT, row []float64) {
	t.CosSequence(row, row)
	for u := range row {
		row[u] *= math.Sqrt(2/float64(len(row))) / 4
	}
	row[0] /= math.Sqrt2
}

// rowInverse undoes rowDCT: CosCoefficients after CosSequence multiplies by 4n.
func rowInverse(t *fourier.QuarterWaveFFT, row []float64) {
	row[0] *= math.Sqrt2
	for u := range row {
		row[u] /= math.Sqrt(2 * float64(len(row)))
	}
	t.CosCoefficients(row, row)
}

func transposed(p Plane) Plane {
	q := NewPlane(p.Height, p.Width)
	for i, v := range p.Values {
		x, y := i%p.Width, i/p.Width
		q.Values[x*p.Height+y] = v
	}
	return q
}
