package data

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"codeberg.org/sbinet/npyio"
)

// readNPY reads an array in NumPy's format. It has shape (n, 2), (n, 3) with a label, or more columns of which two are chosen. Name is what
// errors call the file.
func readNPY(r io.Reader, name string, want Selection) (table, error) {
	var all Points
	t, err := eachNPY(r, name, want, func(points []Point) error {
		all = append(all, points...)
		return nil
	})
	if err != nil {
		return table{}, err
	}
	t.points = all
	return t, nil
}

// readAtOnce is how many rows of an array are held at a time, if the file holds row after row.
const readAtOnce = 1 << 16

// eachNPY calls take with the points of an array in NumPy's format, some at a time, in their order. They are valid until take returns. The
// table that it returns has all that readNPY finds besides the points.
func eachNPY(r io.Reader, name string, want Selection, take func([]Point) error) (table, error) {
	array, err := openArray(r)
	if err != nil {
		return table{}, fileError(name, err)
	}
	if array.rows == 2 && array.columns > 3 && want.Columns == nil {
		return table{}, fmt.Errorf("%s: an array of shape (2, %d); points have shape (n, 2). Is it transposed? Then save array.T, "+
			"or choose two columns with --columns", name, array.columns)
	}
	if array.columns > mostColumns && want.Columns == nil {
		return table{}, fmt.Errorf("%s: an array with %d columns; choose two of them with --columns", name, array.columns)
	}
	at, _, err := want.places(array.columns, array.firstFields(), nil)
	if err != nil {
		return table{}, fmt.Errorf("%s: %w", name, err)
	}
	index := at.axes[:]
	if at.label >= 0 {
		index = append(index, at.label)
	}
	t := table{reading: Reading{Columns: [2]string{called(nil, at.axes[0]), called(nil, at.axes[1])}}}
	size, found := readAtOnce, false
	if array.byColumn {
		size = array.rows
	}
	for from := 0; from < array.rows; from += size {
		values, err := array.read(index, name, from, min(array.rows, from+size))
		if err != nil {
			return table{}, err
		}
		points, err := t.addRows(values, index, name, from, want)
		if err == nil {
			err = take(points)
		}
		if err != nil {
			return table{}, err
		}
		found = found || len(points) > 0
	}
	if !found {
		return table{}, fmt.Errorf("%s: every row is without a value", name)
	}
	return t, nil
}

// addRows returns the points of rows of an array, of which the first has the number from, and adds their labels to the table. A row has its
// coordinates and perhaps its label, which stand in the columns of index.
func (t *table) addRows(values [][3]float64, index []int, name string, from int, want Selection) (points []Point, err error) {
rows:
	for row, value := range values {
		for i, v := range value[:len(index)] {
			if math.IsNaN(v) && want.DropMissing {
				t.reading.Dropped++
				continue rows
			}
			err := checkFinite(v)
			switch {
			case math.IsNaN(v):
				err = errMissing("NaN")
			case err != nil:
				err = fmt.Errorf("%v %w", v, err)
			case i == 2:
				err = t.labels.addNumber(v)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: row %d, column %d: %w", name, from+row+1, index[i]+1, err)
			}
		}
		points = append(points, Point{value[0], value[1]})
	}
	return points, nil
}

// array reads the numbers of an array in a .npy file, from front to back. The array has shape (rows, columns).
type array struct {
	r             *bufio.Reader
	order         binary.ByteOrder
	number        arrayNumber
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
	code := strings.Trim(header.Descr.Type, "'\"")
	if strings.HasPrefix(code, ">") {
		a.order = binary.BigEndian
	}
	if a.number = arrayNumbers[strings.TrimLeft(code, "<>|=")]; a.number.value == nil {
		return nil, fmt.Errorf("an array of type %q; points are integers or floats of up to 64 bits", code)
	}
	shape := header.Descr.Shape
	if len(shape) == 2 && shape[0] == 0 {
		return nil, fmt.Errorf("an array of shape %s has no rows", shapeText(shape))
	}
	if len(shape) != 2 || shape[0] < 1 || shape[1] < 2 || shape[0] > math.MaxInt/a.number.size/shape[1] {
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
	if _, err := a.r.Discard((position - a.next) * a.number.size); err != nil {
		return 0, err
	}
	number, err := a.r.Peek(a.number.size)
	if err != nil {
		return 0, err
	}
	a.next = position
	return a.number.value(number, a.order), nil
}

// read returns, of the rows from, …, to−1, the numbers in up to three columns. If the file holds column after column, they must be all rows.
func (a *array) read(columns []int, name string, from, to int) (values [][3]float64, err error) {
	ascending := []int{0, 1, 2}[:len(columns)] // of the columns, in the order of the array
	slices.SortFunc(ascending, func(i, j int) int { return columns[i] - columns[j] })
	// The file is read from front to back, whether it holds row after row or column after column.
	outer, inner := to-from, len(ascending)
	if a.byColumn {
		outer, inner = inner, outer
	}
	for i := range outer {
		for j := range inner {
			row, k := i, j
			if a.byColumn {
				row, k = j, i
			}
			v, err := a.at(from+row, columns[ascending[k]])
			if errors.Is(err, io.EOF) {
				return nil, fmt.Errorf("%s: it ends before the %d rows that its header promises", name, a.rows)
			}
			if err != nil {
				return nil, fileError(name, err)
			}
			if row == len(values) { // values grow with what is read: the header may promise more rows than there are
				values = append(values, [3]float64{})
			}
			values[row][ascending[k]] = v
		}
	}
	return values, nil
}

// mostColumns is how many columns of an array are looked at.
const mostColumns = 1 << 12

// firstFields returns the first columns with their first numbers, as far as those stand at the beginning of the file.
func (a *array) firstFields() []column {
	columns := make([]column, min(a.columns, mostColumns))
	rows := min(a.rows, shownFields)
	if a.byColumn || a.columns > mostColumns {
		rows = 0
	}
	start, _ := a.r.Peek(min(rows*a.columns, mostColumns) * a.number.size) // reading returns the error again
	for i := range columns {
		columns[i].rows, columns[i].numbers = 1, 1 // nothing is left out by what it holds
		for row := range rows {
			if at := (row*a.columns + i) * a.number.size; at+a.number.size <= len(start) {
				v := a.number.value(start[at:at+a.number.size], a.order)
				columns[i].shown = append(columns[i].shown, shortened(strconv.FormatFloat(v, 'g', -1, 64), longestShown))
			}
		}
	}
	return columns
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
