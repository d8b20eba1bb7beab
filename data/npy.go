package data

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"codeberg.org/sbinet/npyio"
)

// readNPY reads an array of float32 or float64 in NumPy's format. It has shape (n, 2), (n, 3) with a label, or more columns of which
// two are chosen. Name is what errors call the file.
func readNPY(r io.Reader, name string, want selection) (table, error) {
	array, err := openArray(r)
	if err != nil {
		return table{}, fileError(name, err)
	}
	at, err := want.places(nil, array.columns)
	if err != nil {
		return table{}, fmt.Errorf("%s: %w", name, err)
	}
	index := at.axes[:]
	if at.label >= 0 {
		index = append(index, at.label)
	}
	if array.columns > len(index) && len(want.columns) == 0 {
		return table{}, fmt.Errorf("%s: an array with %d columns; two of them must be chosen", name, array.columns)
	}
	ascending := []int{0, 1, 2}[:len(index)] // x, y and label in the order of their columns
	slices.SortFunc(ascending, func(a, b int) int { return index[a] - index[b] })
	var t table // grows with what is read: the header may promise more rows than there are
	// read reads x (0), y (1) or the label (2) of a row.
	read := func(row, what int) error {
		v, err := array.at(row, index[what])
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: it ends before the %d rows that its header promises", name, array.rows)
		}
		if err != nil {
			return fileError(name, err)
		}
		if err = checkFinite(v); err == nil && what == 2 {
			err = t.labels.addNumber(v)
		}
		if err != nil {
			return fmt.Errorf("%s: row %d, column %d: %w", name, row+1, index[what]+1, err)
		}
		if row == len(t.points) {
			t.points = append(t.points, Point{})
		}
		if what < 2 {
			t.points[row][what] = v
		}
		return nil
	}
	// The file is read from front to back, whether it holds row after row or column after column.
	outer, inner := array.rows, len(ascending)
	if array.byColumn {
		outer, inner = inner, outer
	}
	for i := range outer {
		for j := range inner {
			row, k := i, j
			if array.byColumn {
				row, k = j, i
			}
			if err := read(row, ascending[k]); err != nil {
				return table{}, err
			}
		}
	}
	return t, nil
}

// array reads the numbers of an array in a .npy file, from front to back. The array has shape (rows, columns).
type array struct {
	r             *bufio.Reader
	order         binary.ByteOrder
	size          int // bytes a number
	rows, columns int
	byColumn      bool // the file holds column after column, not row after row
	next          int  // the place in the file of the number that r stands at
}

// openArray reads the header of a .npy file.
func openArray(r io.Reader) (*array, error) {
	a := &array{r: bufio.NewReaderSize(r, 1<<16), order: binary.LittleEndian}
	header, err := npyHeader(a.r)
	if err != nil {
		return nil, err
	}
	switch kind := strings.Trim(header.Descr.Type, "'\""); kind {
	case "<f4":
		a.size = 4
	case "<f8":
		a.size = 8
	case ">f4":
		a.size, a.order = 4, binary.BigEndian
	case ">f8":
		a.size, a.order = 8, binary.BigEndian
	default:
		return nil, fmt.Errorf("an array of type %q; points are float32 (<f4) or float64 (<f8)", kind)
	}
	shape := header.Descr.Shape
	if len(shape) != 2 || shape[0] < 1 || shape[1] < 2 || shape[0] > math.MaxInt/a.size/shape[1] {
		return nil, fmt.Errorf("an array of shape %s; points have shape (n, 2)", shapeText(shape))
	}
	a.rows, a.columns, a.byColumn = shape[0], shape[1], header.Descr.Fortran
	return a, nil
}

// at returns the number in that row and column, or io.EOF if the file ends before it. Numbers before it cannot be read any more.
func (a *array) at(row, column int) (float64, error) {
	position := row*a.columns + column
	if a.byColumn {
		position = column*a.rows + row
	}
	if _, err := a.r.Discard((position - a.next) * a.size); err != nil {
		return 0, err
	}
	number, err := a.r.Peek(a.size)
	if err != nil {
		return 0, err
	}
	a.next = position
	if a.size == 4 {
		return float64(math.Float32frombits(a.order.Uint32(number))), nil
	}
	return math.Float64frombits(a.order.Uint64(number)), nil
}

var errNotNPY = errors.New("not a .npy file, or one with a broken header")

// npyHeader reads the header that describes the array. The library that parses it trusts what it reads. So npyHeader checks the length
// of the header first, and it recovers when the library panics at a broken header.
func npyHeader(r *bufio.Reader) (header npyio.Header, err error) {
	const longest = 1 << 16
	start, err := r.Peek(12) // magic number, version 1.0 or 2.0, length of the header: 16 or 32 bits
	if err != nil && err != io.EOF {
		return header, err
	}
	if len(start) < 12 || [6]byte(start) != npyio.Magic {
		return header, errNotNPY
	}
	if start[6] > 1 && binary.LittleEndian.Uint32(start[8:]) > longest {
		return header, errNotNPY
	}
	defer func() {
		if recover() != nil {
			err = errNotNPY
		}
	}()
	array, err := npyio.NewReader(r)
	if err != nil {
		return header, errNotNPY
	}
	return array.Header, nil
}

// shapeText writes a shape as NumPy does.
func shapeText(shape []int) string {
	text := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(shape)), ", "), "[]")
	if len(shape) == 1 {
		text += ","
	}
	return "(" + text + ")"
}
