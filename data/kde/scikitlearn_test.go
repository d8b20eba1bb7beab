package kde

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// Our bandwidth is the one that scikit-learn's leave-one-out cross-validation finds, within 5%: its candidates are 4% apart, and ours is good to
// 2%. In the skewed set a few points lie far out, and there ours is smaller on purpose, by up to a third: the long tails in its density let
// it count such points less. Most points, by their median, are then likelier. The mean log-likelihood at the bandwidth of scikit-learn is the one that
// it says. testdata/scikit_learn.py made the points and the figures.
func TestBandwidthIsThatOfScikitLearn(t *testing.T) {
	text, err := os.ReadFile("testdata/scikit_learn.json")
	if err != nil {
		t.Fatal(err)
	}
	var sets []struct {
		Name          string
		Bandwidth     float64
		LogLikelihood float64 `json:"log_likelihood"`
		Points        []Point
	}
	if err := json.Unmarshal(text, &sets); err != nil || len(sets) < 4 {
		t.Fatal(len(sets), err)
	}
	for _, s := range sets {
		mean, sd := moments(s.Points)
		z := make([]Point, len(s.Points))
		for i, p := range s.Points {
			z[i] = Point{(p[0] - mean[0]) / sd[0], (p[1] - mean[1]) / sd[1]}
		}
		ours := Bandwidth(s.Points)
		if got := leftOut(z, s.Bandwidth); math.Abs(got-s.LogLikelihood) > 1e-9 {
			t.Errorf("%s: log-likelihood %v at the bandwidth of scikit-learn, which says %v", s.Name, got, s.LogLikelihood)
		}
		ratio := ours / s.Bandwidth
		switch {
		case s.Name == "skewed":
			if ratio > 1 || ratio < 2./3 || median(z, ours) < median(z, s.Bandwidth) {
				t.Errorf("%s: bandwidth %v, of scikit-learn %v", s.Name, ours, s.Bandwidth)
			}
		case math.Abs(ratio-1) > .05:
			t.Errorf("%s: bandwidth %v, of scikit-learn %v", s.Name, ours, s.Bandwidth)
		}
	}
}

// leftOut returns the mean log-density of points by the kernels of bandwidth h on all other points.
func leftOut(x []Point, h float64) float64 { return stat.Mean(logsLeftOut(x, h), nil) }

// median returns the median of these log-densities.
func median(x []Point, h float64) float64 {
	logs := logsLeftOut(x, h)
	slices.Sort(logs)
	return logs[len(logs)/2]
}

// logsLeftOut returns the log-density of each point by the kernels on all other points, by its definition.
func logsLeftOut(x []Point, h float64) []float64 {
	logs := make([]float64, len(x))
	for j := range x {
		f := 0.0
		for i := range x {
			if i != j {
				dx, dy := x[i][0]-x[j][0], x[i][1]-x[j][1]
				f += math.Exp(-(dx*dx + dy*dy) / (2 * h * h))
			}
		}
		logs[j] = math.Log(f / float64(len(x)-1) / (2 * math.Pi * h * h))
	}
	return logs
}
