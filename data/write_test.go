package data

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// Points that are written in two calls are read back exactly.
func TestWrittenPointsReadBackTheSame(t *testing.T) {
	coordinate := rapid.OneOf(rapid.Float64Range(-largest, largest), rapid.Float64Range(-10, 10))
	point := rapid.Custom(func(t *rapid.T) Point { return Point{coordinate.Draw(t, "x"), coordinate.Draw(t, "y")} })
	rapid.Check(t, func(t *rapid.T) {
		points := Points(rapid.SliceOfN(point, 1, 50).Draw(t, "points"))
		cut := rapid.IntRange(0, len(points)).Draw(t, "cut")
		for _, format := range []struct {
			name string
			read func(io.Reader, string, Selection) (table, error)
		}{{"f.csv", readCSV}, {"-", readCSV}, {"f.NPY", readNPY}} {
			var file bytes.Buffer
			w, err := NewWriter(&file, format.name, [2]string{"x", "y"}, len(points))
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(w.Write(points[:cut]), w.Write(points[cut:]), w.Close()); err != nil {
				t.Fatal(err)
			}
			got, err := pointsOf(format.read(&file, format.name, Selection{}))
			if err != nil {
				t.Fatal(err)
			}
			for i := range points {
				for axis := range 2 {
					if math.Float64bits(got[i][axis]) != math.Float64bits(points[i][axis]) {
						t.Errorf("%s: wrote %v, read %v", format.name, points[i], got[i])
					}
				}
			}
		}
	})
}

func TestCSVText(t *testing.T) {
	var file strings.Builder
	w := NewCSVWriter(&file, [2]string{"x", "width, in m"})
	if err := errors.Join(w.Write([]Point{{0.1, -2}, {1e-7, 1.0 / 3}}), w.Close()); err != nil {
		t.Fatal(err)
	}
	if want := "x,\"width, in m\"\n0.1,-2\n1e-07,0.3333333333333333\n"; file.String() != want {
		t.Errorf("wrote %q, want %q", file.String(), want)
	}
}

// The library reads the arrays that we write. Their numbers start at a multiple of 64 bytes, as the format asks for.
func TestLibraryReadsOurArrays(t *testing.T) {
	for _, n := range []int{1, 10, 123456} {
		points, flat := make([]Point, n), make([]float64, 2*n)
		for i := range flat {
			flat[i] = float64(i) / 7
			points[i/2][i%2] = flat[i]
		}
		var file bytes.Buffer
		w := NewNPYWriter(&file, n)
		if err := errors.Join(w.Write(points), w.Close()); err != nil {
			t.Fatal(err)
		}
		if start := file.Len() - 16*n; start%64 != 0 {
			t.Errorf("the numbers start at byte %d", start)
		}
		var got mat.Dense
		if err := npyio.Read(&file, &got); err != nil {
			t.Fatal(err)
		}
		if !mat.Equal(&got, mat.NewDense(n, 2, flat)) {
			t.Errorf("the library reads other numbers than %d written", n)
		}
	}
}

func TestTrajectories(t *testing.T) {
	var file bytes.Buffer
	w := NewNPYWriter(&file, 3, 2)
	for step := range 3 {
		if err := w.Write([]Point{{float64(step), 1}, {2, 3}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := npyio.NewReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{3, 2, 2}, r.Header.Descr.Shape); diff != "" {
		t.Error(diff)
	}
}

// full is a disk with room for so many bytes.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	for _, name := range []string{"f.csv", "f.npy"} {
		for _, left := range []int{0, 100_000} {
			w, err := NewWriter(&full{left}, name, [2]string{}, 100_000)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(w.Write(make([]Point, 100_000)), w.Close()); err == nil {
				t.Errorf("%s: no error on a disk with room for %d bytes", name, left)
			}
		}
	}
	w := NewNPYWriter(io.Discard, 3)
	if err := errors.Join(w.Write(make([]Point, 1)), w.Close()); err == nil || err.Error() != "2 points are missing from the array" {
		t.Errorf("an array cut short: %v", err)
	}
	_, err := NewWriter(io.Discard, "f.txt", [2]string{}, 1)
	if want := "f.txt: unknown kind of file; points are written to .csv, .npy, or - for CSV"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
