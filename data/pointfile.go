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

// ReadFile returns the points of a .csv, .tsv or .npy file, as Open does without labels.
func ReadFile(path string, columns []string) (Points, error) {
	rows, err := readFile(path, selection{columns: columns})
	return rows.points, err
}

// table is what is read of a file's rows.
type table struct {
	points Points
	labels labels // none unless they are wanted
}

// readFile reads the wanted columns of a file. An error is one line that names the file.
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

// fileError returns an error that names the file. An error of the operating system names the failed call and the file too; these
// are left out.
func fileError(name string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// largest is the largest coordinate that a file may have: a product of four coordinates does not overflow.
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
