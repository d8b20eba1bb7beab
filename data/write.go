package data

import (
	"bufio"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Writer writes points, some at a time, with a buffer of fixed size.
type Writer interface {
	// Write appends points.
	Write(points []Point) error
	// Close writes what is still in the buffer. It does not close the io.Writer. If it fails, points are missing.
	Close() error
}

// NewWriter returns the writer for a file of that name: .csv, .npy, or - for CSV with the names of the columns. It writes to w. A .npy file holds an array of the
// given shape followed by 2: n points have the shape n, and their trajectories have the shape steps, n. A name that ends in anything
// else is an error.
func NewWriter(w io.Writer, name string, columns [2]string, shape ...int) (Writer, error) {
	switch extension := strings.ToLower(filepath.Ext(name)); {
	case name == "-" || extension == ".csv":
		return NewCSVWriter(w, columns), nil
	case extension == ".npy":
		return NewNPYWriter(w, shape...), nil
	}
	return nil, fmt.Errorf("%s: unknown kind of file; points are written to .csv, .npy, or - for CSV", name)
}

// NewCSVWriter returns a writer of CSV with the names of the columns as its header and a row for each point. Each number is written with the fewest digits from
// which it is read back exactly.
func NewCSVWriter(w io.Writer, columns [2]string) Writer {
	c := &csvWriter{w: bufio.NewWriterSize(w, 1<<16)}
	header := csv.NewWriter(c.w)
	header.Write(columns[:]) // Write and Close of c return a failure again
	header.Flush()
	return c
}

type csvWriter struct{ w *bufio.Writer }

func (c *csvWriter) Write(points []Point) error {
	for _, x := range points {
		if _, err := c.w.Write(append(appendPoint(c.w.AvailableBuffer(), x), '\n')); err != nil {
			return err
		}
	}
	return nil
}

func (c *csvWriter) Close() error { return c.w.Flush() }

// appendPoint appends the two numbers of a point, with a comma between them.
func appendPoint(row []byte, x Point) []byte {
	row = strconv.AppendFloat(row, x[0], 'g', -1, 64)
	row = append(row, ',')
	return strconv.AppendFloat(row, x[1], 'g', -1, 64)
}

// WriteLabelledCSV writes points as NewCSVWriter does, with their labels in a third column, called "label". It panics if points and
// labels differ in number.
func WriteLabelledCSV(to io.Writer, points []Point, labels []int) error {
	if len(points) != len(labels) {
		panic("data: labels and points differ in number")
	}
	w := bufio.NewWriterSize(to, 1<<16)
	w.WriteString("x,y," + builtinLabel + "\n") // Flush returns a failure again
	for i, x := range points {
		row := append(appendPoint(w.AvailableBuffer(), x), ',')
		w.Write(append(strconv.AppendInt(row, int64(labels[i]), 10), '\n'))
	}
	return w.Flush()
}

// NewNPYWriter returns a writer of an array of float64 in NumPy's format, with the given shape followed by 2. Write panics if there are
// more points than the array has room for, and Close fails if there are fewer.
func NewNPYWriter(w io.Writer, shape ...int) Writer {
	n := &npyWriter{w: bufio.NewWriterSize(w, 1<<16), left: 1}
	for _, size := range shape {
		n.left *= size
	}
	header := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': %s, }",
		shapeText(append(slices.Clone(shape), 2)))
	const prelude, alignment = 10, 64 // bytes of magic number, version and header length; the numbers start at a multiple of 64
	padding := (alignment - (prelude+len(header)+1)%alignment) % alignment
	header += strings.Repeat(" ", padding) + "\n"
	n.w.WriteString("\x93NUMPY\x01\x00") // Write and Close return a failure again
	n.w.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(header))))
	n.w.WriteString(header)
	return n
}

type npyWriter struct {
	w    *bufio.Writer
	left int // points to come
}

func (n *npyWriter) Write(points []Point) error {
	if n.left -= len(points); n.left < 0 {
		panic("data: more points than the array's shape holds")
	}
	for _, x := range points {
		row := n.w.AvailableBuffer()
		row = binary.LittleEndian.AppendUint64(row, math.Float64bits(x[0]))
		row = binary.LittleEndian.AppendUint64(row, math.Float64bits(x[1]))
		if _, err := n.w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

func (n *npyWriter) Close() error {
	if err := n.w.Flush(); err != nil {
		return err
	}
	if n.left > 0 {
		return fmt.Errorf("%d points are missing from the array", n.left)
	}
	return nil
}
