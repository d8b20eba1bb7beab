package figure

import (
	"image/color"
	"io"
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

func excess(l Levels) func(io.Writer) error {
	return func(w io.Writer) error { return Excess(w, l) }
}

// The curves of the best possible loss and of the excess go through the pixels of their values.
func TestExcessIsWhereItIs(t *testing.T) {
	l := levels(400)
	img := decoded(t, excess(l))
	_, panels := l.sheet().layout()
	for _, test := range []struct {
		name   string
		panel  int
		values []float64
		ink    color.Color
	}{{"optimal", 0, l.Optimal, True}, {"excess", 1, l.Excess, Learned}} {
		figure, r := l.sheet(), region(img, panels[test.panel][0])
		for i := 4; i < len(l.Time)-4; i += 7 {
			x := float64(r.Min.X) + figure.rows[0].panels[0].X.Norm(l.Time[i])*float64(r.Dx())
			y := float64(r.Max.Y) - figure.rows[test.panel].panels[0].Y.Norm(test.values[i])*float64(r.Dy())
			if c := img.At(int(x), int(y)); !near(c, test.ink, 60) {
				t.Errorf("%s at t = %g: pixel %.0f, %.0f is %v", test.name, l.Time[i], x, y, c)
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
		img := decoded(t, excess(l))
		figure := l.sheet()
		_, panels := figure.layout()
		r, y := region(img, panels[1][0]), figure.rows[1].panels[0].Y
		middle := r.Min.X + int(math.Round(figure.rows[0].panels[0].X.Norm(10)*float64(r.Dx())))
		r.Min.X, r.Max.X = middle-1, middle+1
		box := inked(img, r, isBlue)
		lowest := max(test.lowest, y.Min)
		for name, pair := range map[string][2]float64{
			"top":    {float64(r.Max.Y-box.Min.Y) / float64(r.Dy()), min(1, y.Norm(1+test.se))},
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
		t.Run(name, func(t *testing.T) { decoded(t, excess(l)) })
	}
}
