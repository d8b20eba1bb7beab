package data

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ReadFile reads points from a .csv, .tsv or .npy file. Columns names the two columns to read, as ReadCSV and ReadNPY
// say; without it they are the first two. An error is one line: the file, the place, and what would be right.
func ReadFile(path string, columns []string) (Points, error) {
	read := ReadCSV
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv":
	case ".npy":
		read = ReadNPY
	default:
		return nil, fmt.Errorf("%s: unknown kind of file; points are read from .csv, .tsv and .npy", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	defer file.Close()
	return read(file, path, columns)
}

// fileError names the file once, where the operating system's error names it after the failed call.
func fileError(name string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// wanted returns the indices from 0 of the two columns to read, of so many. A column is chosen by its name in the
// header, if there is one, or by its number from 1.
func wanted(columns, header []string, count int) (index [2]int, err error) {
	if count < 2 {
		return index, errors.New("one column; points need two")
	}
	if len(columns) == 0 {
		return [2]int{0, 1}, nil
	}
	if len(columns) != 2 {
		return index, fmt.Errorf("%d columns are chosen; points need two, such as x,y or 1,2", len(columns))
	}
	for axis, column := range columns {
		if index[axis], err = find(column, header, count); err != nil {
			return index, err
		}
	}
	if index[0] == index[1] {
		return index, fmt.Errorf("columns %q and %q are the same; points need two", columns[0], columns[1])
	}
	return index, nil
}

func find(column string, header []string, count int) (index int, err error) {
	for i, name := range header {
		if name == column {
			return i, nil
		}
	}
	number, err := strconv.Atoi(column)
	switch {
	case err == nil && number >= 1 && number <= count:
		return number - 1, nil
	case header != nil:
		return 0, fmt.Errorf("no column %q; there are %q", column, header)
	}
	return 0, fmt.Errorf("no column %q; there is no header, and columns are numbered from 1 to %d", column, count)
}

// largest bounds the coordinates of files, so that products of a few cannot overflow.
const largest = 1e75

// checkFinite says what is wrong with a coordinate.
func checkFinite(v float64) error {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return fmt.Errorf("%v is not a finite number", v)
	case math.Abs(v) > largest:
		return fmt.Errorf("%v is too large; coordinates go up to %v", v, largest)
	}
	return nil
}
