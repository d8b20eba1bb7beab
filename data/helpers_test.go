package data

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ddpm/data/mixture"
)

// near compares numbers up to rounding.
var near = cmpopts.EquateApprox(1e-9, 1e-12)

// anyMixture generates mixtures of every kind of component that has a density, with noise and without.
var anyMixture = rapid.Custom(func(t *rapid.T) *mixture.Mixture {
	return mixture.New(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) mixture.Component {
		c := mixture.Component{
			Weight: rapid.Float64Range(0.01, 1).Draw(t, "weight"),
			Label:  rapid.IntRange(0, 3).Draw(t, "label"),
			Mean:   anyPoint(3).Draw(t, "mean"),
		}
		x, y := rapid.Float64Range(0.05, 2).Draw(t, "across"), rapid.Float64Range(0.05, 2).Draw(t, "up")
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			c.Cov = [3]float64{x * x, x * y * rapid.Float64Range(-0.95, 0.95).Draw(t, "correlation"), y * y}
		case 1:
			c.Half = Point{x, y}
		case 2:
			c.Half = Point{x, 0}
			c.Cov = [3]float64{0, 0, y * y}
		case 3:
			c.Half = Point{y, x}
			c.Cov = [3]float64{x * x, 0, 0.01}
		}
		return c
	}), 1, 5).Draw(t, "components"))
})

func anyPoint(reach float64) *rapid.Generator[Point] {
	return rapid.Custom(func(t *rapid.T) Point {
		return Point{rapid.Float64Range(-reach, reach).Draw(t, "x"), rapid.Float64Range(-reach, reach).Draw(t, "y")}
	})
}

// onEdge says whether rounding can move a point into or out of a box without noise.
func onEdge(m *mixture.Mixture, x Point) bool {
	for _, c := range m.Components() {
		for axis := range x {
			if c.Half[axis] > 0 && math.Abs(math.Abs(x[axis]-c.Mean[axis])-c.Half[axis]) < 1e-9 {
				return true
			}
		}
	}
	return false
}

// pointsOf returns the points that a reader has read.
func pointsOf(rows table, err error) (Points, error) { return rows.points, err }

// rasterOf returns the picture in a file, as ReadRaster does. Errors call the file f.png.
func rasterOf(file []byte, side int) (Raster, error) {
	picture, turn, err := decodePicture(bytes.NewReader(file), "f.png")
	if err != nil {
		return Raster{}, err
	}
	return NewRaster(picture, side).turned(turn), nil
}

func TestWrongUsePanics(t *testing.T) {
	square, _ := Lookup("square")
	distribution := square.Mixture()
	for name, wrong := range map[string]func(){
		"too many points there": func() { NewStandardizer(distribution).To(make([]Point, 2), make([]Point, 1)) },
		"too many points back":  func() { NewStandardizer(distribution).From(make([]Point, 2), make([]Point, 1)) },
		"too many labels drawn": func() { Draw(make([]Point, 1), make([]int, 2), distribution, 1, Drawn, 0) },
		"too wide a picture":    func() { NewPicture(Raster{PictureSide + 1, 1, [][]float64{make([]float64, PictureSide+1)}}) },
		"too high a picture":    func() { NewPicture(Raster{1, PictureSide + 1, [][]float64{make([]float64, PictureSide+1)}}) },
		"too many points":       func() { NewNPYWriter(io.Discard, 2).Write(make([]Point, 3)) },
		"labels of no points":   func() { Labelled{Points{{1, 2}}, nil}.Sample(Rand(1, Drawn, 0, 0)) },
		"labels differ":         func() { WriteLabelledCSV(nil, make([]Point, 1), nil) },
		"draw from no points":   func() { Points(nil).Sample(Rand(1, Drawn, 0, 0)) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if message, ok := recover().(string); !ok || !strings.HasPrefix(message, "data: ") {
					t.Errorf("panics with %q, want a string that starts with data:", message)
				}
			}()
			wrong()
		})
	}
}
