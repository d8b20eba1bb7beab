package mixture

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A picture with two dark pixels is the mixture of two boxes. One pixel is near: at the same distance on both axes. The other is far: at
// eleven standard deviations on one axis, and at 0 on the other. The far one matters less than the near one, as much, or more. The test
// takes all sides of points in the middle and at the borders, in wide and in high pictures.
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
					weights := make([]float64, width*height)
					weights[nearRow*width+nearColumn] = 1
					weights[farRow*width+farColumn] = 1
					m := NewLattice(width, height, weights).At(1, sigma)
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

// A lattice gives the same results as the mixture of its boxes: at points near ink, far from ink, and far outside.
func TestPictureIsTheMixtureOfItsBoxes(t *testing.T) {
	clean := standardised(anyLattice(23, 17))
	boxes := New(clean.Components())
	for _, level := range []struct{ a, sigma float64 }{{1, 0}, {-1, 1e-4}, {1, 1e-3}, {.999, .03}, {.9, .4}, {.01, 1}} {
		m, plain := clean.At(level.a, level.sigma), boxes.At(level.a, level.sigma)
		if m.lattice == nil || plain.lattice != nil {
			t.Fatal("a lattice was lost or found")
		}
		rng := seeded(2)
		x := make([]Point, 400)
		for i := range x {
			x[i], _ = m.Sample(rng)
			spread := []float64{0, 15 * level.sigma, .1, 3, 30}[i%5]
			x[i][0] += spread * rng.NormFloat64()
			x[i][1] += spread * rng.NormFloat64()
		}
		for _, x := range x {
			score, hessian := m.ScoreJacobian(x)
			wantScore, wantHessian := plain.ScoreJacobian(x)
			got := []float64{m.LogDensity(x), m.Score(x)[0], m.Score(x)[1], score[0], score[1], hessian[0], hessian[1], hessian[2]}
			want := []float64{plain.LogDensity(x), plain.Score(x)[0], plain.Score(x)[1],
				wantScore[0], wantScore[1], wantHessian[0], wantHessian[1], wantHessian[2]}
			// Far out, the rounding of the places of the boxes changes the results much. Hessians are differences of squares of scores.
			tolerance := 1e-10
			if level.sigma > 0 {
				tolerance += 1e-14 * math.Hypot(x[0], x[1]) / (level.sigma * level.sigma)
			}
			for i := range want {
				if math.IsInf(want[i], -1) && math.IsInf(got[i], -1) {
					continue
				}
				size := max(1, math.Abs(want[i]))
				if i > 4 {
					size += (want[3]*want[3] + want[4]*want[4]) / 10
				}
				if !(math.Abs(got[i]-want[i]) <= tolerance*size) {
					t.Fatalf("%+v at %v: answer %d is %v, of the boxes %v", level, x, i, got[i], want[i])
				}
			}
		}
		if more, want := m.At(.6, .8), plain.At(.6, .8); math.Abs(more.LogDensity(Point{.3, -.2})-want.LogDensity(Point{.3, -.2})) > 1e-10 {
			t.Errorf("%+v: more noise makes another distribution", level)
		}
		for axis := range 2 {
			for _, u := range []float64{-2, -.3, 0, .7, 1.9} {
				got, want := m.Marginal(axis), plain.Marginal(axis)
				if math.Abs(got.Density(u)-want.Density(u)) > 1e-9 || math.Abs(got.CDF(u)-want.CDF(u)) > 1e-9 {
					t.Errorf("%+v: the marginals on axis %d differ at %v", level, axis, u)
				}
			}
		}
	}
}

func TestEntropyOfPictures(t *testing.T) {
	m := standardised(anyLattice(14, 2))
	plain := New(m.Components())
	for _, sigma := range []float64{0, .02, .06, .4, 1} {
		a := math.Sqrt(1 - sigma*sigma)
		m, plain := m.At(a, sigma), plain.At(a, sigma)
		if got, want := m.Entropy(), plain.Entropy(); math.Abs(got-want) > 1e-5 {
			t.Errorf("sigma %v: entropy %v, of the boxes %v", sigma, got, want)
		}
		if sigma == 0 {
			continue
		}
		if got, want := m.Information(), plain.Information(); math.Abs(got-want) > 1e-4*want {
			t.Errorf("sigma %v: information %v, of the boxes %v", sigma, got, want)
		}
	}
}

// If noise is much wider than a picture, the entropy is little more than that of the noise, ln 2πeσ², and the quadrature needs few nodes.
func TestPictureInMuchNoise(t *testing.T) {
	m := standardised(anyLattice(128, 96))
	const a, sigma = .01, 1
	want := math.Log(2*math.Pi*math.E) + math.Log1p(a*a) // of the Gaussian with covariance (a²+σ²)·I, which is nearly that of the picture
	if got := m.At(a, sigma).Entropy(); math.Abs(got-want) > 1e-7 {
		t.Errorf("entropy %v, want %v", got, want)
	}
	if x := len(m.At(a, sigma).lattice.nodes(0).x); x > 100 {
		t.Errorf("%d nodes on an axis", x)
	}
}
