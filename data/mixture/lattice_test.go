package mixture

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A picture of two inked pixels is a mixture of two boxes, whether the far one counts a little, as much as the near one, or
// more. The near pixel is as far on both axes, the far one, eleven deviations away, on one axis alone. They lie on all sides
// of places in the middle and at the borders, in pictures that are wide, high, or both.
func TestPictureOfTwoPixels(t *testing.T) {
	const far, sigma = 33, 3
	tolerance := cmpopts.EquateApprox(1e-11, 1e-11)
	pictures := 0
	for _, size := range [][2]int{{100, 100}, {24, 90}, {90, 24}} {
		width, height := size[0], size[1]
		inside := func(column, row int) bool { return column >= 0 && column < width && row >= 0 && row < height }
		inward := func(place, side int) int {
			if 2*place < side {
				return 1
			}
			return -1
		}
		for _, place := range [][2]int{{2, 2}, {width - 3, 2}, {2, height - 3}, {width / 2, height / 2}, {2, height / 2}, {width / 2, height - 3}} {
			column, row := place[0], place[1]
			x := Point{float64(column) + .5, float64(height-row) - .5}
			for _, step := range [][2]int{{far, 0}, {-far, 0}, {0, far}, {0, -far}} {
				farColumn, farRow := column+step[0], row+step[1]
				for _, d := range []int{15, 18, 20, 25} {
					nearColumn, nearRow := column+d*inward(column, width), row+d*inward(row, height)
					if !inside(farColumn, farRow) || !inside(nearColumn, nearRow) {
						continue
					}
					plane := make([]float64, width*height)
					for i := range plane {
						plane[i] = 1
					}
					plane[nearRow*width+nearColumn] = 0
					plane[farRow*width+farColumn] = 0
					picture, err := NewPicture(Raster{width, height, [][]float64{plane}})
					if err != nil {
						t.Fatal(err)
					}
					m := picture.At(1, sigma)
					boxes := New(m.Components())
					got, gotHessian := m.ScoreJacobian(x)
					want, wantHessian := boxes.ScoreJacobian(x)
					if !cmp.Equal(m.LogDensity(x), boxes.LogDensity(x), tolerance) || !cmp.Equal(got, want, tolerance) ||
						!cmp.Equal(gotHessian, wantHessian, tolerance) {
						t.Errorf("%v pixels, from %v, one %v away and one %d on both axes: log-density %v, score %v, Hessian %v; of the boxes %v, %v, %v",
							size, place, step, d, m.LogDensity(x), got, gotHessian, boxes.LogDensity(x), want, wantHessian)
					}
					pictures++
				}
			}
		}
	}
	if pictures < 60 {
		t.Errorf("only %d pictures", pictures)
	}
}

// Nothing but noise is left of a picture, or of any distribution, at the scale 0.
func TestNothingButNoise(t *testing.T) {
	picture, _ := pictured(t, drawing(23, 17))
	distributions := []*Mixture{picture}
	for _, b := range Builtins() {
		distributions = append(distributions, b.Mixture())
	}
	const sigma = .7
	x := Point{.4, -1.1}
	want := -(x[0]*x[0]+x[1]*x[1])/(2*sigma*sigma) - 2*logSqrt2Pi - 2*math.Log(sigma)
	wantScore := Point{-x[0] / (sigma * sigma), -x[1] / (sigma * sigma)}
	for i, m := range distributions {
		noise := m.At(0, sigma)
		if got := noise.LogDensity(x); !cmp.Equal(got, want, near) {
			t.Errorf("distribution %d: log-density %v, want %v", i, got, want)
		}
		if diff := cmp.Diff(wantScore, noise.Score(x), near); diff != "" {
			t.Errorf("distribution %d: %s", i, diff)
		}
	}
}
