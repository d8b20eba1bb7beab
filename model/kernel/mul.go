package kernel

import "gonum.org/v1/gonum/blas/blas32"

// Mul sets c to a·b, or adds a·b to c: the forward product x·W of a dense layer. The shapes are c (m, n), a (m, k) and
// b (k, n). It panics if they do not fit. c must not overlap a or b.
//
// Every element of c is one chain of products added in the order of k, in assembly with a single rounding a term; it
// starts from zero or from c. NaN and Inf take part like any number.
func Mul(c, a, b blas32.General, accumulate bool) {
	checkProduct(c, a, b, a.Rows, a.Cols, b.Rows, b.Cols)
	product(c, strided{a.Data, a.Stride, 1}, strided{b.Data, b.Stride, 1}, a.Cols, accumulate)
}

// MulNT sets c to a·bᵀ, or adds it to c: the gradient dy·Wᵀ of a dense layer's input. The shapes are c (m, n), a (m, k)
// and b (n, k). All else is as in Mul.
func MulNT(c, a, b blas32.General, accumulate bool) {
	checkProduct(c, a, b, a.Rows, a.Cols, b.Cols, b.Rows)
	product(c, strided{a.Data, a.Stride, 1}, strided{b.Data, 1, b.Stride}, a.Cols, accumulate)
}

// MulTN sets c to aᵀ·b, or adds it to c: the gradient xᵀ·dy of a dense layer's weights. The shapes are c (m, n),
// a (k, m) and b (k, n). All else is as in Mul.
func MulTN(c, a, b blas32.General, accumulate bool) {
	checkProduct(c, a, b, a.Cols, a.Rows, b.Rows, b.Cols)
	product(c, strided{a.Data, 1, a.Stride}, strided{b.Data, b.Stride, 1}, a.Rows, accumulate)
}

// strided is a matrix whose element (i, j) is data[i·row + j·col]: a row-major matrix or its transpose.
type strided struct {
	data     []float32
	row, col int
}

// product is c = a·b or c += a·b over k terms, for checked shapes. Assembly replaces it where there is some.
var product = productPlain

// checkProduct panics unless the stored matrices are sound and c (m, n) is a product of (m, k) and (k2, n).
func checkProduct(c, a, b blas32.General, m, k, k2, n int) {
	checkMatrix(c)
	checkMatrix(a)
	checkMatrix(b)
	if c.Rows != m || c.Cols != n || k != k2 {
		panic("kernel: shapes do not fit")
	}
}

func checkMatrix(m blas32.General) {
	if m.Rows < 0 || m.Cols < 0 || m.Stride < m.Cols || m.Rows > 0 && len(m.Data) < (m.Rows-1)*m.Stride+m.Cols {
		panic("kernel: matrix larger than its data")
	}
}
