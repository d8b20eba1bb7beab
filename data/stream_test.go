package data

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each yields the points that Open reads, and reads the file in the same way, whatever kind of file it is. A long array of rows is never
// held as a whole.
func TestEachIsOpen(t *testing.T) {
	const rows = 2*readAtOnce + 3
	points := make([]Point, rows)
	for i := range points {
		points[i] = Point{float64(i), -float64(i) / 7}
	}
	dir := t.TempDir()
	written := func(writer func(*bytes.Buffer) Writer) []byte {
		var b bytes.Buffer
		w := writer(&b)
		if err := w.Write(points); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	npy := written(func(b *bytes.Buffer) Writer { return NewNPYWriter(b, rows) })
	var gz bytes.Buffer
	zip := gzip.NewWriter(&gz)
	zip.Write(npy)
	zip.Close()
	byColumn := bytes.Replace(bytes.Replace(npy, []byte("False"), []byte("True"), 1), []byte("\n"), []byte(" \n"), 1)
	for name, content := range map[string][]byte{
		"rows.npy": npy, "rows.npy.gz": gz.Bytes(), "columns.npy": byColumn,
		"rows.csv": written(func(b *bytes.Buffer) Writer { return NewCSVWriter(b, [2]string{"u", "v"}) }),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
		want, err := Open(path, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		var got Points
		largest := 0
		reading, err := Selection{}.Each(path, func(some []Point) error {
			got = append(got, some...)
			largest = max(largest, len(some))
			return nil
		})
		if err != nil || !slices.Equal(got, want.Fixed) {
			t.Errorf("%s: %d points, not the %d of Open: %v", name, len(got), len(want.Fixed), err)
		}
		if bytes.HasPrefix([]byte(name), []byte("rows.npy")) && largest > readAtOnce {
			t.Errorf("%s: %d rows at once", name, largest)
		}
		want.Reading.Extent = nil
		if diff := cmp.Diff(want.Reading, reading); diff != "" {
			t.Errorf("%s: the reading is not Open's: %s", name, diff)
		}
	}
	// A file that ends too early is an error, after the rows that are there.
	path := filepath.Join(dir, "short.npy")
	if err := os.WriteFile(path, npy[:len(npy)-8], 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := (Selection{}).Each(path, func([]Point) error { return nil }); err == nil {
		t.Error("an array that ends too early is read")
	}
	if _, err := (Selection{Header: "perhaps"}).Each(path, func([]Point) error { return nil }); err == nil {
		t.Error("a wrong selection is taken")
	}
	if _, err := (Selection{}).Each("moons", func([]Point) error { return nil }); err == nil {
		t.Error("a built-in is read as a file")
	}
}
