package kernel

// SumSquares returns the sum of the squares of x, squared and added in float64: the square of a gradient's norm.
func SumSquares(x []float32) float64 { return sumSquares(x) }

var sumSquares = sumSquaresPlain

func sumSquaresPlain(x []float32) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum
}
