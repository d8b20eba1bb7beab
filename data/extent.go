package data

import (
	"fmt"
	"math"
	"strconv"
)

// Extent is where the points of a file or a picture lie: their range on each axis, and the grid that they lie on.
type Extent struct {
	Low  Point `json:"low"`
	High Point `json:"high"`
	Step Point `json:"step"` // all values are Low plus a multiple of it: 1 for whole numbers; 0: they lie on no grid, or are all the same
}

// NewExtent returns the extent of points. It panics if there are none.
func NewExtent(points []Point) *Extent {
	e := &Extent{Low: points[0], High: points[0]}
	for axis := range 2 {
		for _, x := range points {
			e.Low[axis], e.High[axis] = min(e.Low[axis], x[axis]), max(e.High[axis], x[axis])
		}
		e.Low[axis], e.High[axis] = e.Low[axis]+0, e.High[axis]+0 // no −0
		e.Step[axis] = gridStep(points, axis, e.Low[axis], e.High[axis])
	}
	return e
}

// smallest is the least difference between the largest and the smallest coordinate on an axis, if they differ: a product of four
// differences does not underflow.
const smallest = 1e-75

// check fails if the points differ on some axis by too little for their squares to be numbers.
func (e *Extent) check() error {
	for axis, column := range [2]string{"first", "second"} {
		if width := e.High[axis] - e.Low[axis]; width > 0 && width < smallest {
			return fmt.Errorf("the %s coordinates differ by at most %.3g; they have to differ by %v: want them in another unit", column, width, smallest)
		}
	}
	return nil
}

// gridStep returns the largest step of which all values less the lowest are multiples, but for rounding errors: their greatest common
// divisor, by Euclid's algorithm. It returns 0 if the step is too small to tell it from chance.
func gridStep(points []Point, axis int, low, high float64) float64 {
	error := 1e-9 * max(math.Abs(low), math.Abs(high), high-low) // of a remainder that is none
	step := 0.0
	for _, x := range points {
		for a, b := x[axis]-low, step; ; a, b = b, math.Mod(a, b) {
			if b <= error {
				step = a
				break
			}
			if b-math.Mod(a, b) <= error {
				step = b
				break
			}
		}
		if step > 0 && step < 100*error {
			return 0
		}
	}
	if step <= error {
		return 0
	}
	return decimal(step, 9)
}

// decimal rounds a number to so many significant digits, so that its shortest text has no more.
func decimal(v float64, digits int) float64 {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64) // what is formatted is parsed
	return v
}

// decimal removes the rounding errors of a value on the grid: it rounds to twelve digits behind the first of the largest value.
func (e *Extent) decimal(axis int, v float64) float64 {
	first := math.Floor(math.Log10(max(math.Abs(e.Low[axis]), math.Abs(e.High[axis]))))
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'f', max(0, 12-int(first)), 64), 64) // what is formatted is parsed
	return v + 0                                                                          // no −0
}

// Keep sets the coordinate of an axis on which all points of the data have the same value to that value, and, if round is true, moves the
// other coordinates to the nearest place on the grid of the data. If e is nil it does nothing.
func (e *Extent) Keep(x []Point, round bool) {
	if e == nil {
		return
	}
	for i := range x {
		for axis := range 2 {
			low, step := e.Low[axis], e.Step[axis]
			switch {
			case low == e.High[axis]:
				x[i][axis] = low
			case round && step > 0:
				x[i][axis] = e.decimal(axis, low+step*math.Round((x[i][axis]-low)/step))
			}
		}
	}
}

// FarOutside returns how many points lie outside the range on some axis by more than the width of the range. If e is nil there are none.
func (e *Extent) FarOutside(x []Point) (count int) {
	if e == nil {
		return 0
	}
	for _, p := range x {
		far := false
		for axis, v := range p {
			width := e.High[axis] - e.Low[axis]
			far = far || !(v >= e.Low[axis]-width && v <= e.High[axis]+width)
		}
		if far {
			count++
		}
	}
	return count
}
