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

// ReadCSV reads points from rows of numbers that tabs, semicolons, commas or spaces separate: the first of these that the
// first row has. The first row is a header if none of its fields is a number. Blank rows and lines that start with # are skipped,
// fields may be quoted, and all rows need equally many. Columns are two names of the header or numbers from 1; without
// them the first two columns are read. Name is what errors call the file.
func ReadCSV(r io.Reader, name string, columns []string) (Points, error) {
	t, err := readCSV(r, name, selection{columns: columns})
	return t.points, err
}

func readCSV(r io.Reader, name string, want selection) (t table, err error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	start, _ := buffered.Peek(1 << 16) // an error comes again when these bytes are read
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
	width, first := 0, 0 // of the first row: how many fields, which line
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
			if err := t.classes.add(row[at.label]); err != nil {
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

// separator returns the first of tab, semicolon, comma and space that the first line has outside quotes, blank lines and
// comments left aside.
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

// tidy strips the space around fields, and returns nothing for a row without any. Spaces at the end of a line separate
// no fields.
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

func isNumber(field string) bool {
	_, err := strconv.ParseFloat(field, 64)
	return err == nil || errors.Is(err, strconv.ErrRange)
}

func coordinate(field string) (float64, error) {
	v, err := strconv.ParseFloat(field, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("%q is not a number", field)
	}
	return v, checkFinite(v)
}

// title is a column's name, or its number where there is no header.
func title(header []string, column int) string {
	if header == nil {
		return strconv.Itoa(column + 1)
	}
	return strconv.Quote(header[column])
}
