package data

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// ReadFile reads points from a .csv, .tsv or .npy file. Columns names the two columns to read, as ReadCSV and ReadNPY
// say; without it they are the first two. An error is one line: the file, the place, and what would be right.
func ReadFile(path string, columns []string) (Points, error) {
	points, err := readFile(path, selection{columns: columns})
	return points.points, err
}

// ReadLabelledFile reads points as ReadFile does, and their labels from one more column, chosen as the others are and not
// among the first two. Labels are any text, in .npy files whole numbers. They are numbered from 0 in order, that of their
// values if all are integers; names has the text of each. It fails if there are fewer than 2 labels,
// or more than 256, and panics if label is empty.
func ReadLabelledFile(path string, columns []string, label string) (points Labelled, names []string, err error) {
	if label == "" {
		panic("data: labels need the name of their column")
	}
	t, err := readFile(path, selection{columns, label})
	if err != nil {
		return Labelled{}, nil, err
	}
	if names, err = t.classes.names(); err != nil {
		return Labelled{}, nil, fmt.Errorf("%s: column %q: %w", path, label, err)
	}
	return Labelled{t.points, t.classes.labels(names)}, names, nil
}

// table is what is read of a file.
type table struct {
	points  Points
	classes classes // of the points, if they are wanted
}

func readFile(path string, want selection) (table, error) {
	read := readCSV
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv":
	case ".npy":
		read = readNPY
	default:
		return table{}, fmt.Errorf("%s: unknown kind of file; points are read from .csv, .tsv and .npy", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return table{}, fileError(path, err)
	}
	defer file.Close()
	return read(file, path, want)
}

// fileError names the file once, where the operating system's error names it after the failed call.
func fileError(name string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return fmt.Errorf("%s: %w", name, err)
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
