// Package data is what there is to learn: distributions with a name, the points of files, and pictures.
//
// Read it in this order:
//
//   - data.go and random.go: a point, what points are drawn from, and the random numbers for it;
//   - builtins.go: the built-in distributions, most of them curves (curve.go), one of them a drawing (gopher.go);
//   - dataset.go: what a user names, a built-in, a picture or a file of points; holdout.go, blur.go and standardizer.go: what is
//     done with it before a training;
//   - picture.go, raster.go and pooling.go: a picture as a distribution, as numbers, and with fewer pixels; orientation.go and ink.go: how
//     it is turned, and what of it has probability; drawing.go: strokes of a brush as a distribution;
//   - points.go and pointfile.go: the points of a file, and the kinds of files. A text file goes from bytes to text (textfile.go), to rows
//     of fields (records.go), to what is known of its columns and its header (survey.go), to the columns that are taken (columns.go), and
//     to numbers (number.go) and labels (labels.go); csv.go puts this together. npy.go, npynumbers.go and npz.go read NumPy's arrays.
//     reading.go: what was decided. extent.go and crowded.go: where the points lie. write.go: how points are written.
//
// Package mixture, in a folder of its own, computes what is known exactly of a distribution.
package data

import (
	"context"
	"math/rand/v2"

	"ddpm/data/mixture"
	"ddpm/data/parallel"
)

// Point is a point of the plane, or a vector in it.
type Point = mixture.Point

// Source is a distribution that points can be drawn from.
type Source interface {
	// Sample draws one point and its label.
	Sample(rng *rand.Rand) (x Point, label int)
}

// blockSize is how many points share one stream of random numbers.
const blockSize = 1024

// Draw fills dst with independent points of src, on all cores, and labels with their labels unless labels is nil. The points are a
// function of seed, purpose and index, and the first k of them do not depend on len(dst). Draw panics if labels is not nil and its
// length is not that of dst.
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
