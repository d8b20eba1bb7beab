package data

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// readCSV reads rows of fields. Name is what errors call the file.
//
//   - Fields are separated by tabs, semicolons, commas or spaces: by the first of these that the first row contains. They may be quoted.
//   - The first row is a header if none of its fields is a number.
//   - Blank rows and lines that start with # are skipped. All other rows need the same number of fields.
func readCSV(r io.Reader, name string, want selection) (t table, err error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	start, _ := buffered.Peek(1 << 16) // Read returns the error again
	if mark := []byte("\ufeff"); bytes.HasPrefix(start, mark) {
		start = start[len(mark):]
		if _, err := buffered.Discard(len(mark)); err != nil {
			return table{}, fileError(name, err)
		}
	}
	rows := csv.NewReader(buffered)
	rows.Comma = separator(start)
	rows.Comment = '#'
	rows.TrimLeadingSpace = true
	rows.FieldsPerRecord = -1
	rows.ReuseRecord = true

	var header []string
	var at places
	width, first := 0, 0 // the first row: its number of fields, and its line
	for {
		row, err := rows.Read()
		if err == io.EOF {
			break
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			return table{}, fmt.Errorf("%s:%d: %w", name, wrong.Line, wrong.Err)
		}
		if err != nil {
			return table{}, fileError(name, err)
		}
		if row = tidy(row, rows.Comma); len(row) == 0 {
			continue
		}
		line, _ := rows.FieldPos(0)
		if width == 0 {
			width, first = len(row), line
			isHeader := !slices.ContainsFunc(row, isNumber)
			if isHeader {
				header = slices.Clone(row)
			}
			if at, err = want.places(header, width); err != nil {
				return table{}, fmt.Errorf("%s:%d: %w", name, line, err)
			}
			if isHeader {
				continue
			}
		}
		if len(row) != width {
			return table{}, fmt.Errorf("%s:%d: %d fields where line %d has %d", name, line, len(row), first, width)
		}
		var x Point
		for axis, column := range at.axes {
			if x[axis], err = coordinate(row[column]); err != nil {
				return table{}, fmt.Errorf("%s:%d: column %s: %w", name, line, title(header, column), err)
			}
		}
		if at.label >= 0 {
			if err := t.labels.add(row[at.label]); err != nil {
				return table{}, fmt.Errorf("%s:%d: column %s: %w", name, line, title(header, at.label), err)
			}
		}
		t.points = append(t.points, x)
	}
	if len(t.points) == 0 {
		return table{}, fmt.Errorf("%s: no rows; points are rows of two numbers", name)
	}
	return t, nil
}

// separator returns the first of tab, semicolon, comma and space that the first row contains outside quotes. Blank lines and comments
// are no rows.
func separator(start []byte) rune {
	for line := range bytes.Lines(start) {
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		for _, candidate := range []byte("\t;,") {
			for i, part := range bytes.Split(line, []byte{'"'}) {
				if i%2 == 0 && bytes.IndexByte(part, candidate) >= 0 {
					return rune(candidate)
				}
			}
		}
		break
	}
	return ' '
}

// tidy removes the space around fields, and returns nil for a row of empty fields. Where spaces separate fields, it also removes the
// empty fields that spaces at the end of a line make.
func tidy(row []string, separator rune) []string {
	blank := true
	for i, field := range row {
		row[i] = strings.TrimSpace(field)
		blank = blank && row[i] == ""
	}
	if blank {
		return nil
	}
	for separator == ' ' && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}

// isNumber says whether a field is a number, which may be too large for float64.
func isNumber(field string) bool {
	_, err := strconv.ParseFloat(field, 64)
	return err == nil || errors.Is(err, strconv.ErrRange)
}

// coordinate returns the number of a field, and an error if there is none or if it may not be a coordinate.
func coordinate(field string) (float64, error) {
	v, err := strconv.ParseFloat(field, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("%q is not a number", field)
	}
	return v, checkFinite(v)
}

// title returns what errors call a column: its name, or its number if there is no header.
func title(header []string, column int) string {
	if header == nil {
		return strconv.Itoa(column + 1)
	}
	return strconv.Quote(header[column])
}
