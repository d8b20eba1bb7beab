package figure

import (
	"bytes"
	"image/color"
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

// The curve goes through the pixels of the losses.
func TestLossCurveIsWhereTheLossIs(t *testing.T) {
	const n = 2000
	fall := func(step float64) float64 { return math.Exp(-step / 700) }
	figure := Loss(history(n, fall))
	img, panels, frames := seen(t, figure)
	for step := 100.0; step < n-50; step += 100 {
		at := pixelOf(panels[0], frames[0], step, fall(step))
		if c := img.At(at.X, at.Y); !near(c, Learned, 12) {
			t.Errorf("step %g: pixel %v is %v", step, at, c)
		}
	}
}

// A known irreducible loss is a line across the panel at its value. An unknown one has no line.
func TestIrreducibleLossIsDrawn(t *testing.T) {
	for _, irreducible := range []float64{0.5, 0.01, 20} {
		h := history(500, func(step float64) float64 { return 0.4 + 1/step })
		h.Irreducible = irreducible
		img, panels, frames := seen(t, Loss(h))
		r, y := frames[0], pixelOf(panels[0], frames[0], 1, irreducible).Y
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
		img := decoded(t, Loss(h))
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
	if !bytes.Equal(written(Loss(sound)), written(Loss(torn))) {
		t.Error("rows without a loss change the picture")
	}
}

func TestLossOfLittle(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3} {
		decoded(t, Loss(history(n, func(float64) float64 { return 0.5 })))
	}
	still := history(10, func(float64) float64 { return 0.5 })
	still.Rate = make([]float64, 10)
	decoded(t, Loss(still))
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

// The running median has as many values of its window above as below, and stays with the many where a few are far off.
func TestRunningMedian(t *testing.T) {
	curve := make(plotter.XYs, 60)
	for i := range curve {
		curve[i] = plotter.XY{X: float64(i), Y: 1 + math.Sin(float64(i))/2}
		if i%7 == 0 {
			curve[i].Y = 1e6
		}
	}
	for _, window := range []int{1, 2, 5, 8, 100} {
		for i, got := range runningMedian(curve, window) {
			above, below := 0, 0
			for j := max(0, i-window/2); j < min(len(curve), i-window/2+window); j++ {
				if curve[j].Y > got.Y {
					above++
				}
				if curve[j].Y < got.Y {
					below++
				}
			}
			if got.X != curve[i].X || above != below || window > 2 && got.Y > 1.5 {
				t.Fatalf("window %d, point %d: %v with %d above and %d below", window, i, got, above, below)
			}
		}
	}
}

// The loss against the mean noise, and that at held-out rows, have panels of their own, through the pixels of their values; a mark is where the
// network is kept. The irreducible loss is no limit of either, and is drawn in the first panel alone.
func TestEveryLossHasItsPanel(t *testing.T) {
	h := history(2000, func(step float64) float64 { return 0.3 + 1/step })
	h.Irreducible = 0.3
	small := func(step float64) float64 { return 0.01 * math.Exp(-step/900) }
	held := func(step float64) float64 { return 8 + math.Pow(step-700, 2)/1e6 }
	for i, step := range h.Step {
		h.TargetLoss = append(h.TargetLoss, small(step))
		if i%100 == 99 {
			h.HeldOutStep, h.HeldOut = append(h.HeldOutStep, step), append(h.HeldOut, held(step))
		}
	}
	h.Kept = 700
	figure := Loss(h)
	img, panels, frames := seen(t, figure)
	if len(panels) != 4 {
		t.Fatalf("%d panels", len(panels))
	}
	for step := 100.0; step < 1950; step += 100 {
		for panel, value := range map[int]float64{1: small(step), 2: held(step)} {
			at := pixelOf(panels[panel], frames[panel], step, value)
			if c := img.At(at.X, at.Y); near(c, Learned, 12) == (panel == 2 && step == h.Kept) {
				t.Errorf("panel %d, step %g: pixel %v is %v", panel, step, at, c)
			}
		}
	}
	for panel, frame := range frames {
		if red := !inked(img, frame, isRed).Empty(); red != (panel == 0) {
			t.Errorf("panel %d: the irreducible loss is drawn: %v", panel, red)
		}
	}
}

func TestLegendIsLegible(t *testing.T) {
	img := decoded(t, Loss(history(100, func(step float64) float64 { return 1 / step })))
	dark := inked(img, img.Bounds(), func(c color.Color) bool { return lightness(c) < 0.3 })
	if dark.Dx() < width*Sharp/2 {
		t.Errorf("text stands in %v only", dark)
	}
}
