package figure

import (
	"bytes"
	"io"
	"math"
	"testing"
)

func TestProgressIsWhereTheExcessIs(t *testing.T) {
	var step, excess []float64
	for k := 1.0; k <= 30; k++ {
		step, excess = append(step, 100*k), append(excess, 0.3/k)
	}
	draw := func(step, excess []float64) func(io.Writer) error {
		return func(w io.Writer) error { return Progress(w, step, excess) }
	}
	img := decoded(t, draw(step, excess))
	figure := progress(step, excess)
	_, panels := figure.layout()
	r := region(img, panels[0][0])
	for i := range len(step) - 1 {
		x := float64(r.Min.X) + figure.rows[0].panels[0].X.Norm(step[i])*float64(r.Dx())
		y := float64(r.Max.Y) - figure.rows[0].panels[0].Y.Norm(excess[i])*float64(r.Dy())
		if c := img.At(int(x), int(y)); !near(c, Learned, 12) {
			t.Errorf("step %g: pixel %.0f, %.0f is %v", step[i], x, y, c)
		}
	}

	torn := draw(append([]float64{50, 150, 250}, step...), append([]float64{math.NaN(), -1, 0}, excess...))
	if !bytes.Equal(written(t, draw(step, excess)), written(t, torn)) {
		t.Error("rows without an excess change the picture")
	}
	decoded(t, draw(nil, nil))
}
