package kernel

import "gonum.org/v1/gonum/blas/blas32"

// productPlain computes c row by row. It computes four terms or four columns at once. That saves loads and stores, or waiting for one
// sum, and does not change the order of any sum.
func productPlain(c, start blas32.General, a, b strided, k int) {
	for i := range c.Rows {
		row := c.Data[i*c.Stride:][:c.Cols]
		if start.Data == nil {
			clear(row)
		} else {
			copy(row, start.Data[i*start.Stride:])
		}
		switch {
		case k == 0:
		case b.col == 1:
			addRows(row, a.data[i*a.row:], a.col, b.data, b.row, k)
		default:
			addDots(row, a.data[i*a.row:], b.data, b.col, k)
		}
	}
}

// addRows adds a[p·step] times row p of b to row, for p up to k.
func addRows(row, a []float32, step int, b []float32, stride, k int) {
	n := len(row)
	p := 0
	for ; p+4 <= k; p += 4 {
		a0, a1, a2, a3 := a[p*step], a[(p+1)*step], a[(p+2)*step], a[(p+3)*step]
		b0, b1, b2, b3 := b[p*stride:][:n], b[(p+1)*stride:][:n], b[(p+2)*stride:][:n], b[(p+3)*stride:][:n]
		for j, sum := range row {
			sum += a0 * b0[j]
			sum += a1 * b1[j]
			sum += a2 * b2[j]
			sum += a3 * b3[j]
			row[j] = sum
		}
	}
	for ; p < k; p++ {
		a0, b0 := a[p*step], b[p*stride:][:n]
		for j := range row {
			row[j] += a0 * b0[j]
		}
	}
}

// addDots adds the dot product of a and row j of b to row[j].
func addDots(row, a, b []float32, stride, k int) {
	a = a[:k]
	j := 0
	for ; j+4 <= len(row); j += 4 {
		b0, b1, b2, b3 := b[j*stride:][:k], b[(j+1)*stride:][:k], b[(j+2)*stride:][:k], b[(j+3)*stride:][:k]
		s0, s1, s2, s3 := row[j], row[j+1], row[j+2], row[j+3]
		for p, v := range a {
			s0 += v * b0[p]
			s1 += v * b1[p]
			s2 += v * b2[p]
			s3 += v * b3[p]
		}
		row[j], row[j+1], row[j+2], row[j+3] = s0, s1, s2, s3
	}
	for ; j < len(row); j++ {
		sum := row[j]
		for p, v := range b[j*stride:][:k] {
			sum += a[p] * v
		}
		row[j] = sum
	}
}
