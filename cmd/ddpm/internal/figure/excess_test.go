package figure

import (
	"image/color"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats/scalar"
)

// levels returns an example at the levels 1, 2, …, n, with an excess that falls as a power of t.
func levels(n int) Levels {
	var l Levels
	for t := 1.0; t <= float64(n); t++ {
		excess := 0.05 * math.Pow(t, -1.2)
		l.Time = append(l.Time, t)
		l.Optimal = append(l.Optimal, 1/(1+t/40))
		l.Learned = append(l.Learned, 1/(1+t/40)+excess)
		l.Excess = append(l.Excess, excess)
		l.SE = append(l.SE, excess/3)
	}
	return l
}

// The curves of the best possible loss and of the excess go through the pixels of their values.
func TestExcessIsWhereItIs(t *testing.T) {
	l := levels(400)
	img, panels, frames := seen(t, Excess(l))
	for _, test := range []struct {
		name   string
		panel  int
		values []float64
		ink    color.Color
	}{{"optimal", 0, l.Optimal, True}, {"excess", 1, l.Excess, Learned}} {
		for i := 4; i < len(l.Time)-4; i += 7 {
			at := pixelOf(panels[test.panel], frames[test.panel], l.Time[i], test.values[i])
			if c := img.At(at.X, at.Y); !near(c, test.ink, 60) {
				t.Errorf("%s at t = %g: pixel %v is %v", test.name, l.Time[i], at, c)
			}
		}
	}
}

// The error bar of a level without near neighbours reaches one standard error up and down, but not below the axis.
func TestErrorBarsAreOneStandardError(t *testing.T) {
	for _, test := range []struct{ se, lowest float64 }{{0.5, 0.5}, {3, 0}} {
		l := Levels{
			Time:    []float64{1, 10, 100},
			Learned: []float64{1, 1, 1}, Optimal: []float64{1, 1, 1},
			Excess: []float64{0.1, 1, 0.1}, SE: []float64{math.NaN(), test.se, 0},
		}
		img, panels, frames := seen(t, Excess(l))
		r, y := frames[1], panels[1].Y
		middle := pixelOf(panels[1], r, 10, 1).X
		r.Min.X, r.Max.X = middle-1, middle+2
		box := inked(img, r, isBlue)
		lowest := max(test.lowest, 0.1/headroom)
		for name, pair := range map[string][2]float64{
			"top":    {float64(r.Max.Y-box.Min.Y) / float64(r.Dy()), y.Norm(1 + test.se)},
			"bottom": {float64(r.Max.Y-box.Max.Y) / float64(r.Dy()), y.Norm(lowest)},
		} {
			if !scalar.EqualWithinAbs(pair[0], pair[1], 0.015) {
				t.Errorf("standard error %g: the %s of the bar is at %.3f, want %.3f", test.se, name, pair[0], pair[1])
			}
		}
	}
}

func TestExcessOfLittle(t *testing.T) {
	nan := math.NaN()
	for name, l := range map[string]Levels{
		"nothing": {},
		"one":     levels(1),
		"two":     levels(2),
		"no numbers": {
			Time: []float64{1, 2}, Learned: []float64{nan, 0}, Optimal: []float64{0, nan},
			Excess: []float64{math.Inf(1), -1}, SE: []float64{nan, nan},
		},
	} {
		t.Run(name, func(t *testing.T) { decoded(t, Excess(l)) })
	}
}
