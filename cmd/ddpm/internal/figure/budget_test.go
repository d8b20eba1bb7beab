package figure

import (
	"image"
	"image/color"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/floats/scalar"
)

func budget(parts ...Part) func(io.Writer) error {
	return func(w io.Writer) error { return Budget(w, parts) }
}

// Each part begins where the one before ends, and its length is its share. A negative part has no length.
func TestPartsShareTheAxis(t *testing.T) {
	for _, test := range []struct {
		nats []float64
		want []float64
	}{
		{[]float64{0.1, 0.3, 0.6}, []float64{0.1, 0.3, 0.6}},
		{[]float64{2, -1, 2}, []float64{0.5, 0, 0.5}},
		{[]float64{0, 0, 5}, []float64{0, 0, 1}},
		{[]float64{0, 0, 0}, []float64{0, 0, 0}},
	} {
		var parts []Part
		for i, nats := range test.nats {
			parts = append(parts, Part{[]string{"start", "discretisation", "network"}[i], nats})
		}
		img := decoded(t, budget(parts...))
		_, frames := budgets(parts).layout()
		r := region(img, frames[0][0])
		end := 0.0
		for i, want := range test.want {
			box := inked(img, r, func(c color.Color) bool { return near(c, partInks[i], 8) })
			if got := float64(box.Dx()) / float64(r.Dx()); !scalar.EqualWithinAbs(got, want, 0.006) {
				t.Errorf("%v: part %d is %.3f of the axis, want %.3f", test.nats, i, got, want)
			}
			if start := float64(box.Min.X-r.Min.X) / float64(r.Dx()); want > 0 && !scalar.EqualWithinAbs(start, end, 0.006) {
				t.Errorf("%v: part %d starts at %.3f of the axis, want %.3f", test.nats, i, start, end)
			}
			end += want
		}
	}
}

// The name, nats and share of every part are left of its bar, wholly on the figure.
func TestPartsAreExplained(t *testing.T) {
	parts := []Part{{"start", 0.00001}, {"discretisation", -0.00213}, {"network", 12.96}}
	img := decoded(t, budget(parts...))
	s := budgets(parts)
	var labels []string
	for _, tick := range s.rows[0].panels[0].Y.Tick.Marker.Ticks(-3, 1) {
		labels = append(labels, tick.Label)
	}
	want := []string{"start: <0.0001 nats, 0%", "discretisation: −0.0021 nats, -0%", "network: 13. nats, 100%"}
	if diff := cmp.Diff(want, labels); diff != "" {
		t.Errorf("labels (−want +got):\n%s", diff)
	}
	_, frames := s.layout()
	r := region(img, frames[0][0])
	text := inked(img, image.Rect(0, r.Min.Y, r.Min.X, r.Max.Y), isText)
	if text.Empty() || text.Min.X < 2 {
		t.Errorf("the names stand in %v", text)
	}
}

func TestTooManyPartsPanic(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Budget(io.Discard, make([]Part, len(partInks)+1))
}
