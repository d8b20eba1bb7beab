package kernel

import "gonum.org/v1/gonum/blas/blas32"

// Mul sets c to start + a·b: the forward product b + x·W of a dense layer. The shapes are c and start (m, n), a (m, k) and
// b (k, n). It panics if they do not fit. start is Zero, or an EachRow, or any other matrix. It may be c itself: then the product is
// added to c. Otherwise c must not overlap the other matrices.
//
// Each element of c is start's element plus k products, added one after another in their order. The assembly rounds once for each
// product, plain Go twice. NaN and Inf are treated like any number.
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

// Zero, as start, stands for a matrix of zeros.
var Zero blas32.General

// EachRow views row as a matrix of the given number of rows, each of which is row. As start it adds row as a bias to each row of the
// product.
func EachRow(row []float32, rows int) blas32.General {
	return blas32.General{Rows: rows, Cols: len(row), Data: row}
}

// strided is a matrix whose element (i, j) is data[i·row + j·col]: a row-major matrix or its transpose.
type strided struct {
	data     []float32
	row, col int
}

// product sets c to start + a·b over k terms, for checked shapes. Assembly replaces it on processors that have it.
var product = productPlain

// checkProduct panics unless all matrices fit into their data and c (m, n) is a product of (m, k) and (k2, n).
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
