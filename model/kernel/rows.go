package kernel

import "gonum.org/v1/gonum/blas/blas32"

// ColumnSums sets dst to the sum of the rows of m, added in order: the gradient of a bias. The length of dst is m.Cols.
func ColumnSums(dst []float32, m blas32.General) {
	checkMatrix(m)
	if len(dst) != m.Cols {
		panic("kernel: shapes do not fit")
	}
	columnSums(dst, m)
}

var columnSums = columnSumsPlain

func columnSumsPlain(dst []float32, m blas32.General) {
	clear(dst)
	for i := range m.Rows {
		for j, v := range m.Data[i*m.Stride:][:m.Cols] {
			dst[j] += v
		}
	}
}
