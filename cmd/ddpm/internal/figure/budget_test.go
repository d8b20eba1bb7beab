package figure

import (
	"image"
	"io"
	"testing"

	"gonum.org/v1/gonum/floats/scalar"
)

func budget(parts ...Part) func(io.Writer) error {
	return func(w io.Writer) error { return Budget(w, parts) }
}

// The parts share the bar in proportion, and what is negative has no part in it.
func TestPartsShareTheBar(t *testing.T) {
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
		const y = margin + budgetLegend + labelSpace + tickSpace + budgetBar/2
		row := img.Bounds().Max.Y - scale*y
		for i, want := range test.want {
			var n int
			for x := range img.Bounds().Dx() {
				if near(img.At(x, row), partInks[i], 8) {
					n++
				}
			}
			if got := float64(n) / (scale * (width - overhang - 2*margin)); !scalar.EqualWithinAbs(got, want, 0.005) {
				t.Errorf("%v: part %d is %.3f of the bar, want %.3f", test.nats, i, got, want)
			}
		}
	}
}

// Every part has its colour explained below the bar, and the texts stand clear of each other.
func TestPartsAreExplained(t *testing.T) {
	img := decoded(t, budget(Part{"start", 0.00001}, Part{"discretisation", -0.00213}, Part{"network", 12.96}))
	bottom := img.Bounds().Max.Y
	third := scale * (width - overhang - 2*margin) / 3
	for i, ink := range partInks {
		left := scale*2*margin + i*third
		area := image.Rect(left, bottom-scale*(margin+budgetLegend), left+third, bottom)
		if got := img.At(left+swatch, bottom-scale*(margin+budgetLegend/2)); !near(got, ink, 8) {
			t.Errorf("swatch %d is %v, want %v", i, got, ink)
		}
		area.Min.X = area.Max.X - 2*margin
		if box := inked(img, area, isText); !box.Empty() {
			t.Errorf("the text of part %d runs into the next, at %v", i, box)
		}
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
