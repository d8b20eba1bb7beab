package figure

import (
	"bytes"
	"math"
	"testing"
)

func TestProgressIsWhereTheExcessIs(t *testing.T) {
	var step, excess []float64
	for k := 1.0; k <= 30; k++ {
		step, excess = append(step, 100*k), append(excess, 0.3/k)
	}
	img, panels, frames := seen(t, Progress(step, excess))
	for i := range len(step) - 1 {
		at := pixelOf(panels[0], frames[0], step[i], excess[i])
		if c := img.At(at.X, at.Y); !near(c, Learned, 12) {
			t.Errorf("step %g: pixel %v is %v", step[i], at, c)
		}
	}

	torn := Progress(append([]float64{50, 150, 250}, step...), append([]float64{math.NaN(), -1, 0}, excess...))
	if !bytes.Equal(written(Progress(step, excess)), written(torn)) {
		t.Error("rows without an excess change the picture")
	}
	decoded(t, Progress(nil, nil))
}
