package model

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// smallFile returns a model and the bytes of its file.
func smallFile(t testing.TB) (*Model, []byte) {
	t.Helper()
	config := NewConfig(2, 1)
	config.Coordinate.Count, config.LogSNR.Count, config.Classes = 1, 1, 2
	schedule, err := NewSchedule("sigmoid:start=0", 7)
	if err != nil {
		t.Fatal(err)
	}
	m := &Model{
		Network: randomNetwork(t, config), Schedule: schedule, Mean: [2]float64{1, -2}, Scale: [2]float64{.5, 3},
		Data: "moons", Labels: []string{"a", "b"},
	}
	var file bytes.Buffer
	if err := m.Write(&file); err != nil {
		t.Fatal(err)
	}
	return m, file.Bytes()
}

// same reports whether two models are the same in all that their files hold.
func same(a, b *Model) bool {
	return cmp.Equal(a.Network.Weights, b.Network.Weights) && a.Network.config == b.Network.config &&
		a.Schedule.Name() == b.Schedule.Name() && a.Schedule.Steps() == b.Schedule.Steps() &&
		a.Mean == b.Mean && a.Scale == b.Scale && a.Data == b.Data && cmp.Equal(a.Labels, b.Labels)
}

// A model file that is cut off anywhere is no model.
func TestTruncatedModelIsRefused(t *testing.T) {
	_, file := smallFile(t)
	for n := range file {
		if _, err := Read(bytes.NewReader(file[:n])); err == nil {
			t.Fatalf("the first %d of %d bytes are read as a model", n, len(file))
		}
	}
}

// A model file with any one bit flipped is refused, or is the same model: no bit that means something can change unnoticed.
func TestFlippedBitIsNoticed(t *testing.T) {
	want, file := smallFile(t)
	refused := 0
	for i := range file {
		for bit := range 8 {
			file[i] ^= 1 << bit
			got, err := Read(bytes.NewReader(file))
			switch {
			case err != nil:
				refused++
			case !same(got, want):
				t.Fatalf("bit %d of byte %d, %q, makes another model", bit, i, file[max(0, i-10):min(len(file), i+10)])
			}
			file[i] ^= 1 << bit
		}
	}
	if refused < 8*len(want.Network.Weights)*4 {
		t.Errorf("only %d flips were refused: those of the weights alone are %d", refused, 8*4*len(want.Network.Weights))
	}
}
