package play

import (
	"fmt"
	"math"

	"ddpm/cmd/internal/timescale"
	"ddpm/data"
	"ddpm/model"
)

// level is a noise level. Points x_t in the units of the data are Mean + Scale∘z with z = a·z_0 + σ·ε, z_0 being standardised data.
type level struct {
	t             float64
	logSNR        float64 // +Inf at t = 0
	signal, noise float64 // a and σ
}

// levelAt returns the level at a time from 0 to T, which may lie between two steps.
func levelAt(s *model.Schedule, t float64) (level, error) {
	if !(t >= 0 && t <= float64(s.Steps())) {
		return level{}, fmt.Errorf("t %v: want 0 to %d", t, s.Steps())
	}
	if step := int(t); float64(step) == t {
		return level{t, s.LogSNR(step), s.Signal(step), s.Noise(step)}, nil
	}
	logSNR := timescale.LogSNR(s, t)
	signal, noise := model.SignalNoise(logSNR)
	return level{t, logSNR, signal, noise}, nil
}

// atMost returns the level, or that of the given log-SNR if the level has less noise: networks know no less.
func (l level) atMost(logSNR float64) level {
	if l.logSNR > logSNR {
		l.logSNR = logSNR
		l.signal, l.noise = model.SignalNoise(logSNR)
	}
	return l
}

// grid are the middles of the cells of a view, row by row from the top.
type grid struct {
	view          [4]float64 // xmin, xmax, ymin, ymax
	width, height int        // in cells
}

// mostCells bounds the work of one request.
const mostCells = 1 << 17

// newGrid returns the grid of a request, whose view is that of the session if it has none.
func newGrid(s *session, size [2]int, view []float64) (grid, error) {
	g := grid{s.view, size[0], size[1]}
	if len(view) > 0 {
		if len(view) != 4 {
			return g, fmt.Errorf("view: want xmin, xmax, ymin, ymax, not %d numbers", len(view))
		}
		copy(g.view[:], view)
	}
	if size[0] < 1 || size[1] < 1 || size[0] > mostCells/size[1] {
		return g, fmt.Errorf("size %d×%d: want at least 1×1, and at most %d cells", size[0], size[1], mostCells)
	}
	for axis := range size {
		lo, hi := g.view[2*axis], g.view[2*axis+1]
		if !(lo < hi) || math.IsInf(hi-lo, 0) {
			return g, fmt.Errorf("view from %v to %v: want the lower end first", lo, hi)
		}
	}
	return g, nil
}

// points returns the middles of the cells.
func (g grid) points() []data.Point {
	points := make([]data.Point, 0, g.width*g.height)
	for row := range g.height {
		y := g.view[3] - (g.view[3]-g.view[2])*(float64(row)+0.5)/float64(g.height)
		for column := range g.width {
			x := g.view[0] + (g.view[1]-g.view[0])*(float64(column)+0.5)/float64(g.width)
			points = append(points, data.Point{x, y})
		}
	}
	return points
}

// standardised returns points in the coordinates of the network.
func (s *session) standardised(points []data.Point) []data.Point {
	z := make([]data.Point, len(points))
	s.axes.To(z, points)
	return z
}

// area returns the area, in the units of the data, of a unit of area of the standardised plane.
func (s *session) area() float64 { return s.axes.Scale[0] * s.axes.Scale[1] }
