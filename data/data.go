// Package data is where points come from: exact mixtures, the named distributions built from them, and files.
package data

import (
	"context"
	"math/rand/v2"

	"ddpm/data/parallel"
)

// Point is a point of the plane, or a vector in it.
type Point = [2]float64

// Source is a distribution that points can be drawn from.
type Source interface {
	// Sample draws one point and the label it belongs to.
	Sample(rng *rand.Rand) (x Point, label int)
}

// blockSize is how many points share one stream of random numbers.
const blockSize = 1024

// Draw fills dst with independent points of src, and labels with theirs unless it is nil, on all cores. The points are
// a function of seed, purpose and index, and the first k of them do not depend on len(dst).
func Draw(dst []Point, labels []int, src Source, seed uint64, purpose Purpose, index int) {
	if labels != nil && len(labels) != len(dst) {
		panic("data: labels and points differ in number")
	}
	parallel.Blocks(context.Background(), len(dst), blockSize, func(lo, hi int) {
		rng := Rand(seed, purpose, index, lo/blockSize)
		for i := lo; i < hi; i++ {
			x, label := src.Sample(rng)
			dst[i] = x
			if labels != nil {
				labels[i] = label
			}
		}
	})
}
