package data

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Writer writes points block by block, in memory that does not grow.
type Writer interface {
	// Write appends points.
	Write(points []Point) error
	// Close writes what is buffered; it does not close what was written to. Points are missing if it fails.
	Close() error
}

// NewWriter returns the writer that a file's name asks for: .csv, .npy, or - for CSV. A .npy file will hold an array of
// the given shape, followed by 2: (n) for n points, (steps, n) for their trajectories.
func NewWriter(w io.Writer, name string, shape ...int) (Writer, error) {
	switch extension := strings.ToLower(filepath.Ext(name)); {
	case name == "-" || extension == ".csv":
		return NewCSVWriter(w), nil
	case extension == ".npy":
		return NewNPYWriter(w, shape...), nil
	}
	return nil, fmt.Errorf("%s: unknown kind of file; points are written to .csv, .npy, or - for CSV", name)
}

// NewCSVWriter returns a writer of rows with the header x,y. Each number is the shortest that reads back the same.
func NewCSVWriter(w io.Writer) Writer {
	c := &csvWriter{w: bufio.NewWriterSize(w, 1<<16)}
	c.w.WriteString("x,y\n") // a failure comes again at Write and Close
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

func appendPoint(row []byte, x Point) []byte {
	row = strconv.AppendFloat(row, x[0], 'g', -1, 64)
	row = append(row, ',')
	return strconv.AppendFloat(row, x[1], 'g', -1, 64)
}

// WriteLabelledCSV writes points as NewCSVWriter does, with a third column of labels called BuiltinLabel.
func WriteLabelledCSV(to io.Writer, points []Point, labels []int) error {
	if len(points) != len(labels) {
		panic("data: labels and points differ in number")
	}
	w := bufio.NewWriterSize(to, 1<<16)
	w.WriteString("x,y," + BuiltinLabel + "\n") // a failure comes again at Flush
	for i, x := range points {
		row := append(appendPoint(w.AvailableBuffer(), x), ',')
		w.Write(append(strconv.AppendInt(row, int64(labels[i]), 10), '\n'))
	}
	return w.Flush()
}

// NewNPYWriter returns a writer of an array of float64 with the given shape followed by 2, in NumPy's format. Writing
// more points than the shape holds panics; Close fails after fewer.
func NewNPYWriter(w io.Writer, shape ...int) Writer {
	n := &npyWriter{w: bufio.NewWriterSize(w, 1<<16), left: 1}
	for _, size := range shape {
		n.left *= size
	}
	header := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': %s, }",
		shapeText(append(slices.Clone(shape), 2)))
	const prelude, alignment = 10, 64 // magic number, version 1.0, length of the header; where the numbers start
	padding := (alignment - (prelude+len(header)+1)%alignment) % alignment
	header += strings.Repeat(" ", padding) + "\n"
	n.w.WriteString("\x93NUMPY\x01\x00") // a failure comes again at Write and Close
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
