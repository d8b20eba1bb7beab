package data

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// archiveOf returns a .npz file of arrays, name and content in turn.
func archiveOf(t *testing.T, arrays ...string) string {
	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for i := 0; i < len(arrays); i += 2 {
		w, err := archive.Create(arrays[i] + ".npy")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(arrays[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

func gzipped(t *testing.T, text string) string {
	var file bytes.Buffer
	w := gzip.NewWriter(&file)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

// The same point in every kind of file, by the extension and, from standard input, by the content. The checksum is that of the file.
func TestKindsOfFiles(t *testing.T) {
	array := npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40)
	other := npy("{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2), }", 7, 8)
	bzip, err := base64.StdEncoding.DecodeString("QlpoOTFBWSZTWXRTcEkAAAFYAAAQAAQwACAAIZpoM00XPF3JFOFCQdFNwSQ=") // of 1,2
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, content string }{
		{"p.csv", "1,2\n"}, {"p.TSV", "1\t2\n"}, {"p.txt", "1 2\n"}, {"p.dat", " 1.00e+00   2.00e+00\n"}, {"p.tab", "1\t2\n"}, {"p.data", "1,2\n"},
		{"p.npy", array}, {"p.npz", archiveOf(t, "arr_0", array)}, {"p.npz:b", archiveOf(t, "a", other, "b", array)},
		{"p.npz:b", archiveOf(t, "a", other, "b", array)},
		{"p.csv.gz", gzipped(t, "1,2\n")}, {"p.txt.GZ", gzipped(t, "1 2\n")}, {"p.npy.gz", gzipped(t, array)}, {"p.csv.bz2", string(bzip)},
	} {
		path := writeFile(t, strings.TrimSuffix(c.name, ":b"), c.content)
		if strings.HasSuffix(c.name, ":b") {
			path += ":b"
		}
		d, err := Open(path, nil, "")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		sum := sha256.Sum256([]byte(c.content))
		if diff := cmp.Diff(Points{{1, 2}}, d.Fixed) + cmp.Diff(hex.EncodeToString(sum[:]), d.SHA256); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if c.name == "p.npz:b" {
			continue
		}
		if got, err := readPoints(strings.NewReader(c.content), StandardInput, StandardInput, Selection{}); err != nil || !cmp.Equal(got.points, d.Fixed) {
			t.Errorf("%s from standard input: %v, %v", c.name, got.points, err)
		}
	}
}

func TestWrongKinds(t *testing.T) {
	array := npy("{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2), }", 7, 8)
	two := archiveOf(t, "a", array, "b", array)
	for _, c := range []struct{ name, content, array, want string }{
		{"p.xlsx", "PK\x03\x04", "", "unknown kind of file; points are read from " + PointKinds + ", and pictures from " + PictureKinds},
		{"p.csv", "PK\x03\x04\x00\x00\x08", "", "not a text file: a zero byte in line 1"},
		{"p.csv.gz", "x,y\n1,2\n3,4\n", "", "it is not compressed by gzip, as its name says"},
		{"p.csv.gz", gzipped(t, "1,2\n")[:20], "", "it ends too early: a part of it is missing"},
		{"p.csv.gz", "", "", "it ends too early: a part of it is missing"},
		{"p.csv", "x,y\n1,2\n3\x00,4\n", "", "not a text file: a zero byte in line 3"},
		{"p.npz", "1,2\n", "", "a broken archive: zip: not a valid zip file"},
		{"p.npz", two, "", "2 arrays; choose one, as in p.npz:a. There are a, b"},
		{"p", "1,2\n", "", "the name of the file says no kind: want one that ends as in " + PointKinds + ", or its content on standard input with - as its name"},
		{"p.npz", two, ":c", `no array "c"; there are a, b`},
		{"p.npz", archiveOf(t), "", "no array in it"},
		{"p.npz", archiveOf(t, "a", "text"), "", "not a .npy file, or one with a broken header"},
	} {
		path := writeFile(t, c.name, c.content)
		_, err := Open(path+c.array, nil, "")
		if err == nil || strings.ReplaceAll(strings.TrimPrefix(err.Error(), path), path, "p.npz") != ": "+c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// The name of an array in an archive may be like a path, or like the name of a file of another kind.
func TestNamesOfArrays(t *testing.T) {
	array := npy("{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2), }", 7, 8)
	for _, name := range []string{"a/b", "a b", "a.png", "a.json", "a.gz", "a:b", "moons"} {
		d, err := Open(writeFile(t, "p.npz", archiveOf(t, "other", "text", name, array))+":"+name, nil, "")
		if err != nil || d.Name != "p.npz:"+name || !cmp.Equal(d.Fixed, Points{{7, 8}}) {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
}

// Every type of NumPy's is read as the numbers that it holds, in both byte orders.
func TestArrayNumbers(t *testing.T) {
	write := map[string]func(v float64) any{
		"i1": func(v float64) any { return int8(v) }, "i2": func(v float64) any { return int16(v) },
		"i4": func(v float64) any { return int32(v) }, "i8": func(v float64) any { return int64(v) },
		"u1": func(v float64) any { return uint8(v) }, "u2": func(v float64) any { return uint16(v) },
		"u4": func(v float64) any { return uint32(v) }, "u8": func(v float64) any { return uint64(v) },
		"f4": func(v float64) any { return float32(v) }, "f8": func(v float64) any { return v },
	}
	for code, number := range arrayNumbers {
		if code == "f2" {
			continue
		}
		for sign, order := range map[string]binary.ByteOrder{"<": binary.LittleEndian, ">": binary.BigEndian} {
			want := Point{100, 37}
			if code[0] != 'u' {
				want[0] = -want[0]
			}
			var content bytes.Buffer
			for _, v := range want {
				if err := binary.Write(&content, order, write[code](v)); err != nil {
					t.Fatal(err)
				}
			}
			if content.Len() != 2*number.size {
				t.Fatalf("%s: %d bytes", code, content.Len())
			}
			file := npy(fmt.Sprintf("{'descr': '%s%s', 'fortran_order': False, 'shape': (1, 2), }", sign, code), content.Bytes()...)
			got, err := readNPY(strings.NewReader(file), "f.npy", Selection{})
			if err != nil || !cmp.Equal(got.points, Points{want}) {
				t.Errorf("%s%s: %v, %v, want %v", sign, code, got.points, err, want)
			}
		}
	}
}

// Half-precision numbers are in the order of their bits, from 0 to the largest, each as far from the next as the exponent says.
func TestHalfPrecision(t *testing.T) {
	for bits, want := range map[uint16]float64{
		0: 0, 1: math.Ldexp(1, -24), 0x0400: math.Ldexp(1, -14), 0x3c00: 1, 0x3c01: 1 + 1./1024, 0xc000: -2, 0x7bff: 65504, 0x7c00: math.Inf(1), 0xfc00: math.Inf(-1),
	} {
		if got := float16(bits); got != want {
			t.Errorf("%#x is %v, want %v", bits, got, want)
		}
	}
	if !math.IsNaN(float16(0x7e00)) {
		t.Error("NaN is a number")
	}
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.Uint16Range(0, 0x7bfe).Draw(t, "bits")
		exponent := max(int(bits>>10), 1)
		if step := float16(bits+1) - float16(bits); step != math.Ldexp(1, exponent-25) {
			t.Errorf("from %#x to the next is %v", bits, step)
		}
	})
}

// Standard input is a file as any other.
func TestStandardInput(t *testing.T) {
	file, err := os.Open(writeFile(t, "p.csv", "lon,lat\n1,2\n3,4\n"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	before := os.Stdin
	os.Stdin = file
	defer func() { os.Stdin = before }()
	d, err := Open(StandardInput, nil, "")
	if err != nil || !cmp.Equal(d.Fixed, Points{{1, 2}, {3, 4}}) || d.Reading.Columns != [2]string{"lon", "lat"} {
		t.Errorf("%+v, %v", d, err)
	}
}
