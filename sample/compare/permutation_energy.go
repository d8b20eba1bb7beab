package compare

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/floats"

	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/model/kernel"
	"ddpm/sample/compare/kdtree"
)

// energyPValue returns the p-value of the permutation test of x and y by their energy distance (Székely & Rizzo 2013, section 6).
func energyPValue(ctx context.Context, x, y []data.Point, seed uint64) float64 {
	points := inUnits(slices.Concat(x, y))
	return pValue(1+permutations, func(lo, hi int) []float64 { return energies(ctx, points, seed, lo, hi) })
}

// energies returns the energy distances of the two halves of points in the divisions lo, …, hi−1, up to a factor.
//
// Let D be the matrix of distances between all 2n points, and s = ±1 for the points of the two halves. Then the energy distance is
// −sᵀDs/n². So all divisions together need one product of matrices, of D and the signs of all divisions. It is computed in float32,
// for a block of rows of D at a time.
func energies(ctx context.Context, points []data.Point, seed uint64, lo, hi int) []float64 {
	n := len(points)
	signs := matrix(hi-lo, n) // each row is a division
	parallel.Each(ctx, signs.Rows, func(k int) {
		side := make([]uint8, n)
		division(side, seed, energyDivisions, lo+k)
		for i, s := range side {
			signs.Data[k*n+i] = 1 - 2*float32(s)
		}
	})

	const rows = 128
	sums := make([][]float64, (n+rows-1)/rows)
	parallel.Blocks(ctx, n, rows, func(first, end int) {
		distances, product := matrix(end-first, n), matrix(end-first, signs.Rows)
		for i, a := range points[first:end] {
			for j, b := range points {
				distances.Data[i*n+j] = float32(math.Sqrt(kdtree.SquaredDistance(a, b)))
			}
		}
		kernel.MulNT(product, kernel.Zero, distances, signs)
		sum := make([]float64, signs.Rows)
		for i := range product.Rows {
			for k, v := range product.Data[i*product.Stride:][:product.Cols] {
				sum[k] -= float64(signs.Data[k*n+first+i] * v)
			}
		}
		sums[first/rows] = sum
	})
	energies := make([]float64, signs.Rows)
	for _, sum := range sums {
		if sum != nil { // or the context has ended
			floats.Add(energies, sum)
		}
	}
	for k, e := range energies {
		energies[k] = max(0, e) // it is negative only by rounding
	}
	return energies
}

// inUnits returns the points in units of the largest absolute value of a coordinate, so that float32 can hold their distances.
func inUnits(points []data.Point) []data.Point {
	unit := 0.0
	for _, p := range points {
		unit = max(unit, math.Abs(p[0]), math.Abs(p[1]))
	}
	if unit == 0 {
		return points
	}
	scaled := make([]data.Point, len(points))
	for i, p := range points {
		scaled[i] = data.Point{p[0] / unit, p[1] / unit}
	}
	return scaled
}

// matrix returns a matrix of zeros.
func matrix(rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: make([]float32, rows*cols)}
}
