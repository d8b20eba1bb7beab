package data

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"codeberg.org/sbinet/npyio"
)

// StandardInput is the name under which a file of points is read from standard input. Its content says which kind it is.
const StandardInput = "-"

// standardInputName is what people are told of it.
const standardInputName = "standard input"

// TitleOf returns what data is called in a sentence: a built-in distribution by its name, and a file by its name without its folder.
func TitleOf(name string) string {
	if name == StandardInput {
		return standardInputName
	}
	return BaseOf(name)
}

// CanBeReadOnce reports whether what a path names can be read only once: standard input, or a pipe.
func CanBeReadOnce(path string) bool {
	info, err := os.Stat(FileOf(path))
	return path == StandardInput || err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// table is what is read of a file's rows.
type table struct {
	points  Points
	labels  labels // none unless they are wanted
	reading Reading
	sum     string // SHA-256 of the file, in hexadecimal digits
}

// kind is a kind of file that points are read from.
type kind struct {
	extensions []string
	magic      string // how such a file begins; "": anyhow
	read       func(r io.Reader, name string, want Selection) (table, error)
}

// pointKinds are all kinds. Text is last, as anything may begin it.
var pointKinds = []kind{
	{[]string{".npy"}, string(npyio.Magic[:]), readNPY},
	{[]string{".npz"}, "PK\x03\x04", readNPZ},
	{[]string{".csv", ".tsv", ".txt", ".dat", ".tab", ".data"}, "", readCSV},
}

// compression is a format that a file of any kind may be compressed in.
type compression struct {
	extension, magic string
	open             func(io.Reader) (io.Reader, error)
}

var compressions = []compression{
	{".gz", "\x1f\x8b", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
	{".bz2", "BZh", func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }},
}

// PointKinds are the kinds of files that points are read from, for people.
const PointKinds = ".csv, .tsv, .txt, .dat, .npy and .npz, also with .gz or .bz2 behind"

// ReadFile returns the points of a file, as Open does without labels.
func ReadFile(path string, columns []string) (Points, error) {
	rows, err := readFile(path, Selection{Columns: columns})
	return rows.points, err
}

// readFile reads the wanted columns of a file. An error is one line that names the file.
func readFile(path string, want Selection) (table, error) {
	if path == StandardInput {
		return readPoints(os.Stdin, path, standardInputName, want)
	}
	file := FileOf(path)
	if !isPointFile(file) {
		return table{}, fmt.Errorf("%s: unknown kind of file; points are read from %s, and pictures from %s", path, PointKinds, PictureKinds)
	}
	opened, err := os.Open(file)
	if err != nil {
		return table{}, fileError(file, err)
	}
	defer opened.Close()
	return readPoints(opened, file, path, want)
}

// isPointFile reports whether the extension of a file's name is that of a kind.
func isPointFile(file string) bool { return kindOf(file, nil) != nil }

// kindOf returns the kind of a file by the extension of its name or, from standard input, by its first bytes. It returns nil for none.
func kindOf(file string, start []byte) *kind {
	for i := range pointKinds {
		k := &pointKinds[i]
		if file == StandardInput && bytes.HasPrefix(start, []byte(k.magic)) || slices.Contains(k.extensions, extension(Uncompressed(file))) {
			return k
		}
	}
	return nil
}

// extension returns the extension of the name of the file of a path, in small letters.
func extension(path string) string { return strings.ToLower(filepath.Ext(FileOf(path))) }

// Uncompressed returns a file's name without the extension of a compression.
func Uncompressed(file string) string {
	if slices.ContainsFunc(compressions, func(c compression) bool { return c.extension == extension(file) }) {
		return file[:len(file)-len(filepath.Ext(file))]
	}
	return file
}

// decompress returns what reads the content of an open file, which may be compressed.
func decompress(r io.Reader, file string) (*bufio.Reader, error) {
	content := bufio.NewReaderSize(r, 1<<16)
	for _, c := range compressions {
		start, _ := content.Peek(len(c.magic)) // reading returns the error again
		if extension(file) == c.extension || file == StandardInput && string(start) == c.magic {
			plain, err := c.open(content)
			return bufio.NewReaderSize(plain, 1<<16), err
		}
	}
	return content, nil
}

// readPoints reads the points of an open file. Path may have the name of an array in it.
func readPoints(r io.Reader, file, path string, want Selection) (table, error) {
	sum := sha256.New()
	all := io.TeeReader(r, sum)
	content, err := decompress(all, file)
	if err != nil {
		return table{}, fileError(path, err)
	}
	start, _ := content.Peek(1 << 3)
	t, err := kindOf(file, start).read(content, path, want)
	if err != nil {
		return table{}, err
	}
	if _, err := io.Copy(io.Discard, all); err != nil { // the checksum is of all bytes
		return table{}, fileError(path, err)
	}
	t.reading.Extent = NewExtent(t.points)
	if err := t.reading.Extent.check(); err != nil {
		return table{}, fmt.Errorf("%s: %w", path, err)
	}
	t.reading.Crowded = crowded(t.points, t.reading.Columns)
	t.sum = hex.EncodeToString(sum.Sum(nil))
	return t, nil
}

// fileError returns an error that names the file. An error of the operating system names the failed call and the file too; these
// are left out.
func fileError(name string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("it ends too early: a part of it is missing")
	case errors.Is(err, gzip.ErrHeader):
		err = errors.New("it is not compressed by gzip, as its name says")
	}
	return fmt.Errorf("%s: %w", name, err)
}

// largest is the largest coordinate that a file may have: a product of four coordinates does not overflow.
const largest = 1e75

// checkFinite says what is wrong with a coordinate, as what follows its text.
func checkFinite(v float64) error {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return errors.New("is not a finite number")
	case math.Abs(v) > largest:
		return fmt.Errorf("is too large; coordinates go up to %v", largest)
	}
	return nil
}
