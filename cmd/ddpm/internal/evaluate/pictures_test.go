package evaluate

import (
	"math"
	"testing"

	"ddpm/cmd/ddpm/internal/film"
	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample/audit"
)

// The picture of a long file shows rows from all of it: of the first half, which is all 0, and of the second, which is all 1.
func TestPicturesShowAllOfAFile(t *testing.T) {
	const half = 2 * film.Points
	points := make([]data.Point, 2*half)
	for i := range half {
		points[half+i] = data.Point{1, 1}
	}
	some, true, _ := beside(points, &data.Dataset{Fixed: points}, nil, 1)
	ones := 0.0
	for _, p := range some {
		ones += p[0]
	}
	// The standard deviation of the share is at most 1/√(4n): 5 of them.
	if share := ones / film.Points; len(some) != film.Points || len(true) != film.Points || math.Abs(share-.5) > 2.5/math.Sqrt(film.Points) {
		t.Errorf("%d points beside %d, of which a share %v is of the second half", len(some), len(true), share)
	}
}

// A network that has learned nothing predicts v = 0, which is right for N(0, I). So its density in the units of the data is that of
// independent normal coordinates with the mean and the scale of each axis, blurred as its likelihood is.
func TestModelDensityIsInTheUnitsOfTheData(t *testing.T) {
	network := must.Get(model.NewNetwork(model.NewConfig(4, 0)))
	network.Init(data.Rand(1, data.Weights, 0, 0))
	schedule := must.Get(model.NewSchedule("linear", 20))
	m := &model.Model{Network: network, Schedule: schedule, Mean: data.Point{7, -2}, Scale: data.Point{5, .25}}
	s := must.Get(audit.New(t.Context(), m, nil, audit.Choice{Sampler: "ddpm"}, 1))
	x := []data.Point{{7, -2}, {12, -2}, {7, -1.7}, {1, -2.4}}
	got := make([]float64, len(x))
	modelDensity(t.Context(), s, got, x)
	blur := math.Exp(-schedule.LogSNR(1))
	for i, p := range x {
		want := 1.0
		for axis, v := range p {
			deviation := m.Scale[axis] * math.Sqrt(1+blur)
			z := (v - m.Mean[axis]) / deviation
			want *= math.Exp(-z*z/2) / (math.Sqrt(2*math.Pi) * deviation)
		}
		if math.Abs(got[i]/want-1) > .01 {
			t.Errorf("at %v: density %v, want %v", p, got[i], want)
		}
	}
}
