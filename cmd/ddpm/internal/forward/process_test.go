package forward

import (
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

// A long file stands for all its rows, whatever their order: the points that the distribution consists of are drawn from all of them.
// Here the rows rise. A mean of 4000 draws has a standard error of 0.016, and a variance one of 0.014 (a uniform distribution has the
// fourth moment 1.8). The bounds are six times as much or more: an error probability below 1e-8.
func TestLongFilesAreSeenWhole(t *testing.T) {
	schedule := must.Get(model.NewSchedule("linear", 10))
	rows := make(data.Points, 3*maxComponents)
	for i := range rows {
		rows[i] = data.Point{float64(i), float64(-i)}
	}
	p := newProcess(&data.Dataset{Name: "rising", Fixed: rows}, schedule, 1)
	mean, cov := p.distribution.Mean(), p.distribution.Cov()
	if len(p.fixed) != maxComponents || math.Abs(mean[0]) > .1 || math.Abs(cov[0]-1) > .1 || math.Abs(cov[1]+1) > .1 {
		t.Errorf("%d points with mean %v and covariance %v, want 0, and 1 or -1", len(p.fixed), mean, cov)
	}
	// A short file is seen as it is.
	short := newProcess(&data.Dataset{Name: "short", Fixed: rows[:50]}, schedule, 1)
	if cov := short.distribution.Cov(); len(short.fixed) != 50 || math.Abs(cov[0]-1) > 1e-12 || math.Abs(cov[1]+1) > 1e-12 {
		t.Errorf("%d points with covariance %v", len(short.fixed), cov)
	}
}
