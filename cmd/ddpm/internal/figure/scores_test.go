package figure

import (
	"image"
	"image/color"
	"math"
	"testing"

	"gonum.org/v1/gonum/floats/scalar"

	"ddpm/data"
)

// constant returns the field with the same vector everywhere.
func constant(v data.Point) Vectors {
	return func(dst, _ []data.Point) {
		for i := range dst {
			dst[i] = v
		}
	}
}

// An arrow points along its vector, is centred on its place, and is s/(s + median) as long as the longest.
func TestArrows(t *testing.T) {
	view := View{data.Point{-1, -0.45}, data.Point{1, 0.45}}
	for _, test := range []struct {
		name  string
		v     data.Point
		share float64 // of the longest arrow
	}{
		{"right", data.Point{3, 0}, 0.5},
		{"up", data.Point{0, 9}, 0.75},
		{"down and left", data.Point{-1 / math.Sqrt2, -1 / math.Sqrt2}, 0.25},
	} {
		t.Run(test.name, func(t *testing.T) {
			level := Level{Points: make([]data.Point, 3), Learned: constant(test.v), True: func(dst, x []data.Point) {
				constant(data.Point{0, -3})(dst, x)
			}}
			img, panels, frames := seen(t, Scores(view, []Level{level}))
			grid := blank(view, arrowsAcross)
			place := grid.middles()[5*arrowsAcross+4]
			spacing, _ := grid.cell()
			r := frames[0]
			pitch := spacing / 2 * float64(r.Dx())
			at := pixelOf(panels[0], r, place[0], place[1])
			x, y := float64(at.X), float64(at.Y)
			cell := image.Rect(int(x-pitch/2), int(y-pitch/2), int(x+pitch/2), int(y+pitch/2))
			box := inked(img, cell, isBlue)
			size := math.Hypot(test.v[0], test.v[1])
			long := test.share * 1.1 * pitch
			along := math.Abs(test.v[0])/size*float64(box.Dx()) + math.Abs(test.v[1])/size*float64(box.Dy())
			if test.v[0] != 0 && test.v[1] != 0 {
				along -= 2 // half the shaft's width at either end
			}
			if !scalar.EqualWithinAbs(along, long, 3) {
				t.Errorf("the arrow is %.1f pixels long, want %.1f", along, long)
			}
			centre := data.Point{float64(box.Min.X+box.Max.X) / 2, float64(box.Min.Y+box.Max.Y) / 2}
			if math.Hypot(centre[0]-x, centre[1]-y) > 2 {
				t.Errorf("the arrow is centred on %v, want %.1f, %.1f", centre, x, y)
			}
			if ahead := heavier(img, box, isBlue); ahead[0]*test.v[0]+ahead[1]*test.v[1] <= 0 {
				t.Errorf("the arrow's head is towards %v", ahead)
			}
			below := frames[1]
			if inked(img, below, isRed).Empty() || !inked(img, below, isBlue).Empty() {
				t.Error("the true score is not in the panel below, or not in its ink")
			}
		})
	}
}

// heavier returns the direction from the middle of a box to the ink's centre of mass, with y upwards.
func heavier(img image.Image, box image.Rectangle, coloured func(color.Color) bool) data.Point {
	var sum data.Point
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if coloured(img.At(x, y)) {
				sum[0] += float64(2*x + 1 - box.Min.X - box.Max.X)
				sum[1] -= float64(2*y + 1 - box.Min.Y - box.Max.Y)
			}
		}
	}
	return sum
}

func TestScoresOfLittle(t *testing.T) {
	view := View{data.Point{-1, -0.45}, data.Point{1, 0.45}}
	nan := constant(data.Point{math.NaN(), math.Inf(1)})
	for name, level := range map[string]Level{
		"no points":  {Learned: constant(data.Point{1, 1}), True: constant(data.Point{1, 1})},
		"no numbers": {Points: make([]data.Point, 5), Learned: nan, True: nan},
		"no score":   {Points: make([]data.Point, 5), Learned: constant(data.Point{}), True: constant(data.Point{})},
	} {
		t.Run(name, func(t *testing.T) {
			decoded(t, Scores(view, []Level{level, level}))
		})
	}
}
