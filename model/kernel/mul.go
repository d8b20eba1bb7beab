package kernel

import "gonum.org/v1/gonum/blas/blas32"

// Mul sets c to start + a·b: the forward product b + x·W of a dense layer. The shapes are c and start (m, n), a (m, k) and
// b (k, n). It panics if they do not fit. start is Zero, or EachRow of the same, or any matrix: c itself, to add the product to
// what is there. But for that, c must not overlap the others.
//
// Every element of c is one chain of products added in the order of k, in assembly with a single rounding a term; it
// begins with start's. NaN and Inf take part like any number.
func Mul(c, start, a, b blas32.General) {
	checkProduct(c, start, a, b, a.Rows, a.Cols, b.Rows, b.Cols)
	product(c, start, strided{a.Data, a.Stride, 1}, strided{b.Data, b.Stride, 1}, a.Cols)
}

// MulNT sets c to start + a·bᵀ: the gradient dy·Wᵀ of a dense layer's input. The shapes are c and start (m, n), a (m, k)
// and b (n, k). All else is as in Mul.
func MulNT(c, start, a, b blas32.General) {
	checkProduct(c, start, a, b, a.Rows, a.Cols, b.Cols, b.Rows)
	product(c, start, strided{a.Data, a.Stride, 1}, strided{b.Data, 1, b.Stride}, a.Cols)
}

// MulTN sets c to start + aᵀ·b: the gradient xᵀ·dy of a dense layer's weights. The shapes are c and start (m, n),
// a (k, m) and b (k, n). All else is as in Mul.
func MulTN(c, start, a, b blas32.General) {
	checkProduct(c, start, a, b, a.Cols, a.Rows, b.Rows, b.Cols)
	product(c, start, strided{a.Data, 1, a.Stride}, strided{b.Data, b.Stride, 1}, a.Rows)
}

// Zero is the start of a product that is added to nothing.
var Zero blas32.General

// EachRow views row as a matrix of so many rows, all of them that one: the bias that a product is added to.
func EachRow(row []float32, rows int) blas32.General {
	return blas32.General{Rows: rows, Cols: len(row), Data: row}
}

// strided is a matrix whose element (i, j) is data[i·row + j·col]: a row-major matrix or its transpose.
type strided struct {
	data     []float32
	row, col int
}

// product is c = start + a·b over k terms, for checked shapes. Assembly replaces it where there is some.
var product = productPlain

// checkProduct panics unless the stored matrices are sound and c (m, n) is a product of (m, k) and (k2, n).
func checkProduct(c, start, a, b blas32.General, m, k, k2, n int) {
	checkMatrix(c)
	checkMatrix(a)
	checkMatrix(b)
	if c.Rows != m || c.Cols != n || k != k2 || start.Data != nil && (start.Rows != m || start.Cols != n) {
		panic("kernel: shapes do not fit")
	}
	if start.Stride != 0 {
		checkMatrix(start)
	} else if start.Data != nil && len(start.Data) < n {
		panic("kernel: matrix larger than its data")
	}
}

func checkMatrix(m blas32.General) {
	if m.Rows < 0 || m.Cols < 0 || m.Stride < m.Cols || m.Rows > 0 && len(m.Data) < (m.Rows-1)*m.Stride+m.Cols {
		panic("kernel: matrix larger than its data")
	}
}
