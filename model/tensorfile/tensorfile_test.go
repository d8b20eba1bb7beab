package tensorfile

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data/must"
	"ddpm/model/tensorfile/damage"
)

// writtenTensor returns a file of one tensor of two rows and three columns, called values.
func writtenTensor(values []float32) []byte {
	var file bytes.Buffer
	must.Do(Write(&file, map[string]Tensor{"values": {[]uint64{2, 3}, values}}, map[string]string{FormatKey: "test 1"}))
	return file.Bytes()
}

// The same numbers in another shape, or under another name, have another checksum.
func TestChecksumIsOfShapesAndNames(t *testing.T) {
	file := writtenTensor([]float32{1, 2, 3, 4, 5, 6})
	if _, err := Read(bytes.NewReader(file), "test 1", 6); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{{"[2,3]", "[3,2]"}, {"[2,3]", "[1,6]"}, {"[2,3]", "[6]"}, {`"values"`, `"valued"`}} {
		changed := damage.Header(file, change[0], change[1])
		if _, err := Read(bytes.NewReader(changed), "test 1", 6); err == nil || !strings.Contains(err.Error(), "checksum") {
			t.Errorf("%s for %s: error %v", change[1], change[0], err)
		}
	}
}

// A tensor is read in its own shape, with all its numbers, or not at all.
func TestFillRefuses(t *testing.T) {
	values := []float32{1, -2, 3e38, 4e-45, 5, 0}
	file := must.Get(Read(bytes.NewReader(writtenTensor(values)), "test 1", 6))
	got := make([]float32, 6)
	if err := file.Fill(map[string]Tensor{"values": {[]uint64{2, 3}, got}}); err != nil || !cmp.Equal(got, values) {
		t.Errorf("%v is read as %v, error %v", values, got, err)
	}
	for _, shape := range [][]uint64{{3, 2}, {6}, {1, 6}, {2, 3, 1}} {
		if err := file.Fill(map[string]Tensor{"values": {shape, got}}); err == nil {
			t.Errorf("a tensor of shape [2 3] is read as one of %v", shape)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		file := must.Get(Read(bytes.NewReader(writtenTensor([]float32{0, 1, 2, 3, 4, float32(v)})), "test 1", 6))
		if err := file.Fill(map[string]Tensor{"values": {[]uint64{2, 3}, got}}); err == nil {
			t.Errorf("%v is read", v)
		}
	}
}
