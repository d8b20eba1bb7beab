package figure

import (
	"bytes"
	"image/color"
	"io"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats/scalar"
	"gonum.org/v1/plot/plotter"
)

// history returns a training of n steps whose loss is a function of the step.
func history(n int, loss func(step float64) float64) History {
	var h History
	for i := range n {
		step := float64(i + 1)
		h.Step = append(h.Step, step)
		h.Loss = append(h.Loss, loss(step))
		h.Rate = append(h.Rate, 1e-3)
	}
	return h
}

func loss(h History) func(io.Writer) error {
	return func(w io.Writer) error { return Loss(w, h) }
}

// The curve goes through the pixels of the losses.
func TestLossCurveIsWhereTheLossIs(t *testing.T) {
	const n = 2000
	fall := func(step float64) float64 { return math.Exp(-step / 700) }
	img := decoded(t, loss(history(n, fall)))
	figure := history(n, fall).sheet()
	steps, losses := figure.rows[0].panels[0].X, figure.rows[0].panels[0].Y
	_, panels := figure.layout()
	r := region(img, panels[0][0])
	for step := 100.0; step < n-50; step += 100 {
		x := float64(r.Min.X) + steps.Norm(step)*float64(r.Dx())
		y := float64(r.Max.Y) - losses.Norm(fall(step))*float64(r.Dy())
		if c := img.At(int(x), int(y)); !near(c, Learned, 12) {
			t.Errorf("step %g: pixel %.0f, %.0f is %v", step, x, y, c)
		}
	}
}

// A known irreducible loss is a line across the panel at its value. An unknown one has no line.
func TestIrreducibleLossIsDrawn(t *testing.T) {
	for _, irreducible := range []float64{0.5, 0.01, 20} {
		h := history(500, func(step float64) float64 { return 0.4 + 1/step })
		h.Irreducible = irreducible
		img := decoded(t, loss(h))
		figure := h.sheet()
		_, panels := figure.layout()
		r := region(img, panels[0][0])
		y := r.Max.Y - int(math.Round(figure.rows[0].panels[0].Y.Norm(irreducible)*float64(r.Dy())))
		var n int
		for x := r.Min.X; x < r.Max.X; x++ {
			if isRed(img.At(x, y)) {
				n++
			}
		}
		if n < r.Dx()*4/5 { // the mean of the loss may cross it, and is above it
			t.Errorf("irreducible loss %g: %d of %d pixels are inked", irreducible, n, r.Dx())
		}
	}
	for _, unknown := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		h := history(50, func(step float64) float64 { return 1 / step })
		h.Irreducible = unknown
		img := decoded(t, loss(h))
		if box := inked(img, img.Bounds(), isRed); !box.Empty() {
			t.Errorf("irreducible loss %g is drawn in %v", unknown, box)
		}
	}
}

func TestLossLeavesOutInvalidRows(t *testing.T) {
	sound := history(500, func(step float64) float64 { return 1 + 1/step })
	var torn History
	for i, step := range sound.Step {
		torn.Step = append(torn.Step, step, step, step)
		torn.Loss = append(torn.Loss, []float64{math.NaN(), -1, math.Inf(1), 1e308, 5e-324}[i%5], sound.Loss[i], 0)
		torn.Rate = append(torn.Rate, 7, sound.Rate[i], 7)
	}
	if !bytes.Equal(written(t, loss(sound)), written(t, loss(torn))) {
		t.Error("rows without a loss change the picture")
	}
}

func TestLossOfLittle(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3} {
		decoded(t, loss(history(n, func(float64) float64 { return 0.5 })))
	}
	still := history(10, func(float64) float64 { return 0.5 })
	still.Rate = make([]float64, 10)
	decoded(t, loss(still))
}

func TestRunningMean(t *testing.T) {
	curve := make(plotter.XYs, 50)
	for i := range curve {
		curve[i] = plotter.XY{X: float64(i), Y: math.Sin(float64(i))}
	}
	for _, window := range []int{1, 2, 5, 8, 100} {
		for i, got := range runningMean(curve, window) {
			var sum, n float64
			for j := i - window/2; j < i-window/2+window; j++ {
				if j >= 0 && j < len(curve) {
					sum += curve[j].Y
					n++
				}
			}
			if got.X != curve[i].X || !scalar.EqualWithinAbs(got.Y, sum/n, 1e-12) {
				t.Fatalf("window %d, point %d: %v, want %g", window, i, got, sum/n)
			}
		}
	}
}

func TestThinnedKeepsTheEnds(t *testing.T) {
	for _, n := range []int{0, 1, width - 1, width, width + 1, 20_000} {
		curve := make(plotter.XYs, n)
		for i := range curve {
			curve[i] = plotter.XY{X: float64(i)}
		}
		kept := thinned(curve)
		if len(kept) != min(n, width) {
			t.Fatalf("%d of %d points kept", len(kept), n)
		}
		if n > 0 && (kept[0] != curve[0] || kept[len(kept)-1] != curve[n-1]) {
			t.Errorf("of %d points, the ends are not kept", n)
		}
		for i := 1; i < len(kept); i++ {
			if kept[i].X <= kept[i-1].X {
				t.Fatalf("of %d points, one is kept twice", n)
			}
		}
	}
}

func TestLegendIsLegible(t *testing.T) {
	img := decoded(t, loss(history(100, func(step float64) float64 { return 1 / step })))
	dark := inked(img, img.Bounds(), func(c color.Color) bool { return lightness(c) < 0.3 })
	if dark.Dx() < width*scale/2 {
		t.Errorf("text stands in %v only", dark)
	}
}
