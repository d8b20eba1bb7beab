// Package terminal draws for people who look at a terminal.
package terminal

import (
	"io"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
)

// A character of the Braille block is a grid of dots. Most terminals' characters are twice as high as wide, so dots are
// as far from their neighbours in a row as from those in a column.
const (
	dotsAcross = 2
	dotsDown   = 4
	mostRows   = 24
)

// Scatter writes a picture of points as lines of Braille characters, at most width characters wide and 24 high, in which
// both axes have one scale; only if one spread is more than ten times the other, each axis gets its own. It shows where
// all but the outermost hundredth of the points are on each axis: a stray point does not shrink the picture. Dots stand
// closer where points do, as in newsprint. Points that are not finite are left out. It panics if width is not positive.
func Scatter(w io.Writer, points []data.Point, width int) error {
	if width <= 0 {
		panic("terminal: a picture without width")
	}
	s := newScreen(points, width)
	full := s.crowd()
	var text strings.Builder
	for row := range s.rows {
		var line strings.Builder
		for column := range s.columns {
			line.WriteRune(s.character(column, row, full))
		}
		text.WriteString(strings.TrimRight(line.String(), " "))
		text.WriteByte('\n')
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// screen is how many points fall on each dot of a picture.
type screen struct {
	columns, rows int       // of characters
	counts        []float64 // shape (rows·dotsDown, columns·dotsAcross), the topmost row first
}

// newScreen counts points on a screen of their shape.
func newScreen(points []data.Point, width int) screen {
	x, y := middle(points, 0), middle(points, 1)
	most := data.Point{float64(width * dotsAcross), mostRows * dotsDown}
	pitch := data.Point{x.size() / most[0], y.size() / most[1]} // the distance of dots where the picture is largest
	const apart = 10
	if small, large := min(x.size(), y.size()), max(x.size(), y.size()); small == 0 || large <= apart*small {
		pitch[0] = max(pitch[0], pitch[1])
		pitch[1] = pitch[0]
	}
	if pitch[0] == 0 {
		pitch = data.Point{1, 1}
	}
	characters := func(i interval, pitch float64, dots int) int {
		return max(1, int(math.Ceil(i.size()/pitch/float64(dots)-1e-9)))
	}
	s := screen{columns: characters(x, pitch[0], dotsAcross), rows: characters(y, pitch[1], dotsDown)}
	across, down := s.columns*dotsAcross, s.rows*dotsDown
	s.counts = make([]float64, across*down)
	for _, p := range points {
		column := math.Floor((p[0]-x.centre())/pitch[0] + float64(across)/2)
		row := math.Floor((y.centre()-p[1])/pitch[1] + float64(down)/2)
		if column >= 0 && column < float64(across) && row >= 0 && row < float64(down) {
			s.counts[int(row)*across+int(column)]++
		}
	}
	return s
}

// interval is a stretch of an axis.
type interval struct{ lo, hi float64 }

func (i interval) size() float64   { return i.hi - i.lo }
func (i interval) centre() float64 { return i.lo + i.size()/2 }

// middle returns where all but the outermost hundredth of the points are on an axis, and a little beyond, so that the
// outermost dots are inside.
func middle(points []data.Point, axis int) interval {
	const beyond = 1e100 // what is farther off is as good as infinite
	var values []float64
	for _, p := range points {
		if math.Abs(p[axis]) < beyond {
			values = append(values, p[axis])
		}
	}
	if len(values) == 0 {
		return interval{}
	}
	slices.Sort(values)
	i := interval{stat.Quantile(0.005, stat.Empirical, values, nil), stat.Quantile(0.995, stat.Empirical, values, nil)}
	margin := 0.02 * i.size()
	return interval{i.lo - margin, i.hi + margin}
}

// crowd returns how many points on a dot make it sure to be set: what a quarter of the dots with points have.
func (s screen) crowd() float64 {
	var taken []float64
	for _, n := range s.counts {
		if n > 0 {
			taken = append(taken, n)
		}
	}
	if len(taken) == 0 {
		return 1
	}
	slices.Sort(taken)
	return stat.Quantile(0.75, stat.Empirical, taken, nil)
}

// screenOrder is the order in which the dots of a 4×4 square are set as it darkens (Bayer 1973).
var screenOrder = [4][4]float64{{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}}

// braille is the bit of each dot in a character of the Braille block, which starts at U+2800.
var braille = [dotsDown][dotsAcross]rune{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// character returns the character of a place; full is the number of points that are sure to set a dot.
func (s screen) character(column, row int, full float64) rune {
	var bits rune
	for i := range dotsDown {
		for j := range dotsAcross {
			x, y := column*dotsAcross+j, row*dotsDown+i
			n := s.counts[y*s.columns*dotsAcross+x]
			if n/full > (screenOrder[y%4][x%4]+0.5)/16 {
				bits |= braille[i][j]
			}
		}
	}
	if bits == 0 {
		return ' '
	}
	return 0x2800 + bits
}
