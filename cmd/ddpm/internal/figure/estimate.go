package figure

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"ddpm/data"
)

// Estimate returns an estimate of the density that points were drawn from: the mean of Gaussians around the points. Their
// standard deviation, the bandwidth, is returned in the units of the first axis; it is the same on both axes unless the view
// gives them different scales. It is chosen from eleven bandwidths between 1 and 32 cells, so that the points are most likely
// if each is predicted from all others (Habbema et al. 1974). The estimate integrates to the share of the points that are in the
// view, less the part of the Gaussians outside it.
func Estimate(view View, points []data.Point) (density Field, bandwidth float64) {
	density = Counted(view, Fine, points)
	w, h := density.cell()
	one := 1 / (w * h * float64(max(1, len(points)))) // what a point adds to its cell
	counted := density.Values
	best := math.Inf(-1)
	for k := range 11 {
		cells := math.Pow(2, float64(k)/2)
		kernel := gaussian(cells)
		blurred := blur(counted, density.Width, kernel)
		if fit := leaveOneOut(counted, blurred, one*kernel[0]*kernel[0]); fit > best {
			best, density.Values, bandwidth = fit, blurred, cells*w
		}
	}
	return density, bandwidth
}

// leaveOneOut returns the mean over the points of the logarithm of the density that all other points predict at their place, up to a
// factor and a constant. counted is the histogram of the points, blurred is the same after blur, and self is what a blurred point leaves
// in its own cell. A thousandth of the prediction is spread evenly: otherwise a single stray point would decide.
func leaveOneOut(counted, blurred []float64, self float64) float64 {
	const stray = 1e-3
	even := floats.Sum(counted) / float64(len(counted))
	var sum float64
	for i, n := range counted {
		if n > 0 {
			sum += n * math.Log((1-stray)*max(0, blurred[i]-self)+stray*even)
		}
	}
	return sum
}

// gaussian returns the right half of a Gaussian kernel on the integers, its middle first, of sum 1 over all of it.
func gaussian(sd float64) []float64 {
	half := make([]float64, int(math.Ceil(4*sd))+1)
	for i := range half {
		half[i] = math.Exp(-0.5 * float64(i*i) / (sd * sd))
	}
	floats.Scale(1/(2*floats.Sum(half)-half[0]), half)
	return half
}

// blur returns values, of shape (height, width), convolved along both axes with a symmetric kernel, given by its right half. Values
// beyond the edge count as zero.
func blur(values []float64, width int, half []float64) []float64 {
	height := len(values) / width
	return spread(spread(values, width, half), height, half)
}

// spread returns values, of shape (rows, length), convolved along their rows and transposed.
func spread(values []float64, length int, half []float64) []float64 {
	out, rows := make([]float64, len(values)), len(values)/length
	for at, value := range values {
		if value == 0 {
			continue
		}
		row, i := at/length, at%length
		for j := max(0, i-len(half)+1); j <= min(length-1, i+len(half)-1); j++ {
			out[j*rows+row] += value * half[max(i-j, j-i)]
		}
	}
	return out
}
