package data

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"codeberg.org/sbinet/npyio"
	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"
)

func TestReadCSV(t *testing.T) {
	for _, c := range []struct {
		name, text string
		columns    []string
		want       Points
	}{
		{"plain", "1,2\n3,4\n", nil, Points{{1, 2}, {3, 4}}},
		{"header", "x,y\n1,2\n", nil, Points{{1, 2}}},
		{"no newline at the end", "1,2\n3,4", nil, Points{{1, 2}, {3, 4}}},
		{"byte order mark", "\ufeffx,y\n1,2\n", nil, Points{{1, 2}}},
		{"carriage returns", "x,y\r\n1,2\r\n\r\n3,4\r\n", nil, Points{{1, 2}, {3, 4}}},
		{"blank lines and comments", "# from a thermometer; in °C\n\n1,2\n   \n# the end\n3,4\n,\n", nil, Points{{1, 2}, {3, 4}}},
		{"quotes", "\"x, in m\",\"y\"\n\"1\",\" 2 \"\n", nil, Points{{1, 2}}},
		{"semicolons", "1;2\n-3.5e-2;+4\n", nil, Points{{1, 2}, {-0.035, 4}}},
		{"tabs", "1\t2\n3\t4\n", nil, Points{{1, 2}, {3, 4}}},
		{"spaces", "  1   2  \n3 4\n", nil, Points{{1, 2}, {3, 4}}},
		{"commas and spaces", "1, 2\n3 ,4\n", nil, Points{{1, 2}, {3, 4}}},
		{"more columns", "x,y,z\n1,2,3\n4,5,6\n", []string{"x", "y"}, Points{{1, 2}, {4, 5}}},
		{"named columns", "x,y,z\n1,2,3\n4,5,6\n", []string{"z", "x"}, Points{{3, 1}, {6, 4}}},
		{"numbered columns", "1,2,3\n4,5,6\n", []string{"3", "2"}, Points{{3, 2}, {6, 5}}},
		{"numbers under a header", "a,b,c\n4,5,6\n", []string{"1", "3"}, Points{{4, 6}}},
		{"commas in a header", "x, in m\ty, in m\n1\t2\n", nil, Points{{1, 2}}},
		{"text beside the columns", "cat,1,2\ndog,3,4\n", []string{"2", "3"}, Points{{1, 2}, {3, 4}}},
		{"thousands of columns", strings.Repeat("7,", 5000) + "8\n", []string{"5001", "1"}, Points{{8, 7}}},
		{"everything at once", "\ufeff# made by hand\r\n\r\n\"a\";\"b;c\"\r\n\"-1e-3\"; 2E+2\r\n# and more\r\n.5;5.\r\n", nil,
			Points{{-.001, 200}, {.5, 5}}},
		{"limits", "1e75,-1e-320\n", nil, Points{{1e75, -1e-320}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := pointsOf(readCSV(strings.NewReader(c.text), "f.csv", Selection{Columns: c.columns}))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadCSVErrors(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns []string
		want    string
	}{
		{"", nil, "f.csv: no rows; points are rows of two numbers"},
		{"x,y\n", nil, "f.csv: no rows; points are rows of two numbers"},
		{"# nothing\n\n", nil, "f.csv: no rows; points are rows of two numbers"},
		{"1\n2\n", nil, "f.csv:1: one column; points need two, with a tab, semicolon, comma or space between them, or what a first line such as sep=| names"},
		{"\n\nlength\n2\n", nil, "f.csv:3: one column; points need two, with a tab, semicolon, comma or space between them, or what a first line such as sep=| names"},
		{"1,2\n3,four\n", nil, `f.csv:2: column 2: "four" is not a number`},
		{"x,y\n1,2\n\n3,\n", nil, `f.csv:4: column "y": "" is a missing value; --drop-missing leaves such rows out`},
		{"time,2\n3,4\n5,six\n", nil, `f.csv:3: column "2": "six" is not a number`},
		{"cat,1,2\n", []string{"1", "2"}, `f.csv:1: column 1: "cat" is not a number`},
		{"x;y\n1.5;2,5\n", nil, `f.csv:2: column "y": "2,5" is not a number`},
		{"1,2\nNaN,4\n", nil, `f.csv:2: column 1: "NaN" is a missing value; --drop-missing leaves such rows out`},
		{"x,y\n1,-inf\n", nil, `f.csv:2: column "y": "-inf" is not a finite number`},
		{"1,1e400\n", nil, `f.csv:1: column 2: "1e400" is not a finite number`},
		{"1,-1e76\n", nil, `f.csv:1: column 2: "-1e76" is too large; coordinates go up to 1e+75`},
		{"1,2\n3,4,5\n", nil, "f.csv:2: 3 fields where line 1 has 2"},
		{"1,2\n\"3,4\n", nil, `f.csv:2: a quote (") begins a field and none ends it, or text follows the one that does`},
		{"1,2\n\"3,4\n5,6\n", nil, `f.csv:2: a quote (") begins a field and none ends it, or text follows the one that does`},
		{"1,2\n3\"5,4\n", nil, `f.csv:2: a quote (") in a field that does not begin with one; want such a field in quotes, with two quotes for each one in it`},
		{"1,2\n", []string{"1"}, `f.csv:1: points need two columns, such as x,y or 1,2; chosen: 1. A comma in a name is written \,`},
		{"1,2\n", []string{"1", "3"}, `f.csv:1: no column "3"; there is no header, and columns are numbered from 1 to 2`},
		{"1,2\n", []string{"x", "y"}, `f.csv:1: no column "x"; there is no header, and columns are numbered from 1 to 2`},
		{"a,b\n1,2\n", []string{"a", "z"}, `f.csv:1: no column "z"; there are "a", "b"`},
		{"x,y,x\n1,2,3\n", []string{"x", "y"}, `f.csv:1: columns 1 and 3 are both called "x"; want the number of one`},
		{"a,b\n1,2\n", []string{"b", "2"}, `f.csv:1: columns "b" and "2" are the same; points need two`},
	} {
		_, err := pointsOf(readCSV(strings.NewReader(c.text), "f.csv", Selection{Columns: c.columns}))
		if err == nil || err.Error() != c.want {
			t.Errorf("%q with columns %v:\n got %v\nwant %s", c.text, c.columns, err, c.want)
		}
	}
	broken := iotest.ErrReader(errors.New("the disk is on fire"))
	if _, err := pointsOf(readCSV(broken, "f.csv", Selection{Columns: nil})); err == nil || err.Error() != "f.csv: the disk is on fire" {
		t.Errorf("got %v", err)
	}
}

// npy returns a .npy file with a header of version 1.0 around a description and data.
func npy(description string, data ...byte) string {
	return "\x93NUMPY\x01\x00" + string([]byte{byte(len(description) + 1), byte((len(description) + 1) >> 8)}) +
		description + "\n" + string(data)
}

func TestReadNPY(t *testing.T) {
	var library bytes.Buffer // what the library writes, with a header of version 2.0
	if err := npyio.Write(&library, mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, file string
		columns    []string
		want       Points
	}{
		{"float32", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", 0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0),
			nil, Points{{1, -2.5}}},
		{"big endian", npy("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 2), }", 0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0),
			nil, Points{{1, -2.5}}},
		{"big endian float64", npy("{'descr': '>f8', 'fortran_order': False, 'shape': (1, 2), }",
			0x40, 0, 0, 0, 0, 0, 0, 0, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0), nil, Points{{2, 1}}},
		{"by column", npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }",
			0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40), nil, Points{{1, 3}, {2, 4}}},
		{"by column, exchanged", npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }",
			0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40), []string{"2", "1"}, Points{{3, 1}, {4, 2}}},
		{"two of three columns", library.String(), []string{"3", "1"}, Points{{3, 1}, {6, 4}}},
		{"the last two columns", library.String(), []string{"2", "3"}, Points{{2, 3}, {5, 6}}},
	} {
		got, err := pointsOf(readNPY(strings.NewReader(c.file), "f.npy", Selection{Columns: c.columns}))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestReadNPYErrors(t *testing.T) {
	const two = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }"
	nan := "\x00\x00\x00\x00\x00\x00\xf8\x7f"
	for _, c := range []struct {
		name, file string
		columns    []string
		want       string
	}{
		{"empty", "", nil, "f.npy: not a .npy file, or one with a broken header"},
		{"text", "x,y\n1,2\n3,4\n5,6\n", nil, "f.npy: not a .npy file, or one with a broken header"},
		{"a header cut short", npy(two)[:30], nil, "f.npy: not a .npy file, or one with a broken header"},
		{"a header of nonsense", npy("{'shape': }'descr': 'fortran_order': "), nil,
			"f.npy: not a .npy file, or one with a broken header"},
		{"a header of 4 GB", "\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr'", nil,
			"f.npy: not a .npy file, or one with a broken header"},
		{"no data", npy(two), nil, "f.npy: it ends before the 2 rows that its header promises"},
		{"half a number", npy(two) + nan[:4], nil, "f.npy: it ends before the 2 rows that its header promises"},
		{"far too few rows", npy("{'descr': '<f8', 'fortran_order': True, 'shape': (99999999999, 2), }") + "12345678", nil,
			"f.npy: it ends before the 99999999999 rows that its header promises"},
		{"more than there are bytes", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 2), }"), nil,
			"f.npy: an array of shape (9223372036854775807, 2); points have shape (n, 2)"},
		{"complex numbers", npy("{'descr': '<c8', 'fortran_order': False, 'shape': (2, 2), }"), nil,
			"f.npy: an array of type \"<c8\"; points are integers or floats of up to 64 bits"},
		{"transposed", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 50), }"), nil,
			"f.npy: an array of shape (2, 50); points have shape (n, 2). Is it transposed? Then save array.T, or choose two columns with --columns"},
		{"one axis", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (5,), }"), nil,
			"f.npy: an array of shape (5,); points have shape (n, 2)"},
		{"three axes", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (5, 4, 2), }"), nil,
			"f.npy: an array of shape (5, 4, 2); points have shape (n, 2)"},
		{"no rows", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 2), }"), nil,
			"f.npy: an array of shape (0, 2) has no rows"},
		{"one column", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (5, 1), }"), nil,
			"f.npy: an array of shape (5, 1); points have shape (n, 2)"},
		{"three columns", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (5, 3), }"), nil,
			"f.npy: 3 columns: 1, 2, 3; choose two with --columns, such as --columns 1,2"},
		{"names", npy(two), []string{"x", "y"},
			`f.npy: no column "x"; there is no header, and columns are numbered from 1 to 2`},
		{"not a number", npy(two) + strings.Repeat("\x00", 24) + nan, nil,
			`f.npy: row 2, column 2: "NaN" is a missing value; --drop-missing leaves such rows out`},
	} {
		_, err := pointsOf(readNPY(strings.NewReader(c.file), "f.npy", Selection{Columns: c.columns}))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", c.name, err, c.want)
		}
	}
	broken := io.MultiReader(strings.NewReader(npy(two)), iotest.ErrReader(errors.New("the disk is on fire")))
	if _, err := pointsOf(readNPY(broken, "f.npy", Selection{Columns: nil})); err == nil || err.Error() != "f.npy: the disk is on fire" {
		t.Errorf("got %v", err)
	}
}

func TestReadFile(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, path := range []string{
		write("points.csv", "1,2\n"), write("points.TSV", "1\t2\n"),
		write("points.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40)),
	} {
		if got, err := ReadFile(path, nil); err != nil || !cmp.Equal(got, Points{{1, 2}}) {
			t.Errorf("%s: %v, %v", path, got, err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "folder.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"missing.csv": "no such file or directory",
		"folder.csv":  "is a directory",
		"points.xlsx": "unknown kind of file; points are read from " + PointKinds + ", and pictures from " + PictureKinds,
		"points":      "unknown kind of file; points are read from " + PointKinds + ", and pictures from " + PictureKinds,
	} {
		path := filepath.Join(folder, name)
		if _, err := ReadFile(path, nil); err == nil || err.Error() != path+": "+want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ReadFile(filepath.Join(folder, "missing.npy"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file is not os.ErrNotExist: %v", err)
	}
}

// pngOf returns the beginning of a PNG file of that size.
func pngOf(width, height uint32) string {
	chunk := func(kind string, content ...byte) string {
		sum := crc32.ChecksumIEEE(append([]byte(kind), content...))
		return string(binary.BigEndian.AppendUint32(nil, uint32(len(content)))) + kind + string(content) +
			string(binary.BigEndian.AppendUint32(nil, sum))
	}
	size := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return "\x89PNG\r\n\x1a\n" + chunk("IHDR", append(size, 16, 6, 0, 0, 0)...) + chunk("IDAT", 0x78, 0x9c)
}

// A header that promises more than the file holds makes a reader allocate no more than a megabyte.
func TestClaimsNeedNoMemory(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"rows.npy", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (999999999999, 2), }", make([]byte, 64)...), "it ends before"},
		{"columns.npy", npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 999999999999), }", make([]byte, 64)...), "columns"},
		{"header.npy", "\x93NUMPY\x02\x00\xff\xff\xff\x7f{", "broken header"},
		{"huge.png", pngOf(1<<20, 1<<20), "pictures have up to"},
		{"overflow.png", pngOf(1<<31-1, 1<<31-1), "broken picture"},
		{"promise.png", pngOf(10000, 10000), "broken picture"},
		{"huge.gif", "GIF89a\xff\xff\xff\xff\x00\x00\x00", "pictures have up to"},
		{"promise.gif", "GIF89a\xa0\x0f\xa0\x0f\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\xa0\x0f\xa0\x0f\x00\x02", "broken picture"},
		{"promise.jpg", "\xff\xd8\xff\xc0\x00\x11\x08\x0f\xa0\x0f\xa0\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01", "broken picture"},
	} {
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, []byte(c.file), 0o666); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Open(path, nil, "")
		runtime.ReadMemStats(&after)
		if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 1<<20 {
			t.Errorf("%s: %d bytes allocated", c.name, bytes)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, text := range []string{
		"x,y\n1,2\n", "\ufeff1;2\r\n3;4", "# a\n\n 1  2 \n", "\"a\"\"b\",c\n1e-3,2", "1\t2\n3", "1,2\n\"3,4", "nan,1\n", ",\n,\n",
	} {
		f.Add([]byte(text), "", "")
		f.Add([]byte(text), "x", "2")
	}
	f.Fuzz(func(t *testing.T, text []byte, first, second string) {
		columns := []string{first, second}
		if first == "" && second == "" {
			columns = nil
		}
		points, err := pointsOf(readCSV(bytes.NewReader(text), "f.csv", Selection{Columns: columns}))
		checkRead(t, points, err)
	})
}

func FuzzReadNPY(f *testing.F) {
	f.Add([]byte(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40)), false)
	f.Add([]byte(npy("{'descr': '>f8', 'fortran_order': True, 'shape': (999999999, 3), }", 1, 2, 3, 4, 5, 6, 7, 8)), true)
	f.Add([]byte(npy("{'shape': }'descr': 'fortran_order': ")), true)
	f.Add([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"), false)
	f.Fuzz(func(t *testing.T, file []byte, choose bool) {
		var columns []string
		if choose {
			columns = []string{"3", "1"}
		}
		points, err := pointsOf(readNPY(bytes.NewReader(file), "f.npy", Selection{Columns: columns}))
		checkRead(t, points, err)
		if 8*len(points) > len(file) {
			t.Errorf("%d points from %d bytes", len(points), len(file))
		}
	})
}

// checkRead checks what holds for any file: finite points or an error of one line that names the file.
func checkRead(t *testing.T, points Points, err error) {
	if err != nil {
		if points != nil || !strings.HasPrefix(err.Error(), "f.") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%d points, error %q", len(points), err)
		}
		return
	}
	if len(points) == 0 {
		t.Error("no points, but no error")
	}
	for _, x := range points {
		if checkFinite(x[0]) != nil || checkFinite(x[1]) != nil {
			t.Errorf("reads %v", x)
		}
	}
}
