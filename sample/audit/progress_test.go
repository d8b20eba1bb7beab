package audit

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/sample"
)

// For classes that are Gaussians N(m, cI) all is known. Given the class, the irreducible loss is a²c/(a²c + σ²). A network that is ε* of each
// part has no excess. The excess of a network with a constant error in one part is that of the error, times the share of the part.
func TestProgressOfClasses(t *testing.T) {
	schedule := must.Get(model.NewSchedule("linear", 12))
	variances := []float64{.1, .4}
	distribution := mixture.New([]mixture.Component{
		{Weight: 1, Label: 0, Mean: data.Point{-1, 0}, Cov: [3]float64{variances[0], 0, variances[0]}},
		{Weight: 3, Label: 1, Mean: data.Point{1, 0}, Cov: [3]float64{variances[1], 0, variances[1]}},
	})
	const dropped = .2
	whole := NewIrreducible(distribution, schedule.LogSNR(12), schedule.LogSNR(1))
	want := 0.0
	for at := 1; at <= 12; at++ {
		a, s := schedule.AlphaBar(at), math.Pow(schedule.Noise(at), 2)
		loss := dropped * whole.At(schedule.LogSNR(at))
		for class, share := range []float64{.25, .75} {
			loss += (1 - dropped) * share * a * variances[class] / (a*variances[class] + s)
		}
		want += loss / 12
	}
	parts := func(wrong data.Point) []Part {
		return []Part{
			{(1 - dropped) * .25, biased{sample.Exact{Distribution: distribution.Given(0)}, wrong}, distribution.Given(0)},
			{(1 - dropped) * .75, sample.Exact{Distribution: distribution.Given(1)}, distribution.Given(1)},
			{dropped, sample.Exact{Distribution: distribution}, distribution},
		}
	}
	for _, wrong := range []data.Point{{}, {.3, .4}} {
		progress := NewProgress(parts(wrong), schedule, 12, 60, 1)
		if irreducible := progress.Irreducible(); math.Abs(irreducible-want) > 1e-4 {
			t.Errorf("irreducible %v, want %v", irreducible, want)
		}
		e := must.Get(progress.Gap(t.Context()))
		if excess := (1 - dropped) * .25 * (wrong[0]*wrong[0] + wrong[1]*wrong[1]) / 2; math.Abs(e.Total-excess) > 1e-9 || e.SE > 1e-9 {
			t.Errorf("excess %v ± %v, want %v", e.Total, e.SE, excess)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewProgress(parts(data.Point{}), schedule, 2, 6, 1).Gap(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// What is said of one part alone counts by its share, the mean and its standard error alike: where all other parts are predicted
// without error, both are those of a probe of this part, times the share.
func TestProgressOfOnePart(t *testing.T) {
	schedule := must.Get(model.NewSchedule("linear", 12))
	law := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, .3, .6}}})
	exact, worse := sample.Exact{Distribution: law}, sample.Exact{Distribution: law.At(1, .5)}
	const points = 40
	alone := excess(t, NewProbe(law, schedule, sample.Beta, 5, points, 3), worse)
	if alone.SE < .01*alone.Total {
		t.Fatalf("an excess of %v ± %v is no test", alone.Total, alone.SE)
	}
	for _, share := range []float64{.1, .5, 1} {
		parts := []Part{{share, worse, law}, {(1 - share) / 2, exact, law}, {(1 - share) / 2, exact, law}}
		e := must.Get(NewProgress(parts, schedule, 5, 3*points, 3).Gap(t.Context()))
		if math.Abs(e.Total-share*alone.Total) > 1e-12 || math.Abs(e.SE-share*alone.SE) > 1e-12 {
			t.Errorf("a share of %v has %v ± %v, want %v ± %v", share, e.Total, e.SE, share*alone.Total, share*alone.SE)
		}
	}
}

// The parts of a training are the classes, with shares in proportion to their weights, and the points whose label is dropped.
func TestParts(t *testing.T) {
	m, d := labelled()
	distribution := AxesOf(m).Distribution(d.Distribution)
	for dropped, count := range map[float64]int{0: 3, .4: 4} {
		parts := Parts(m.Network, distribution, dropped)
		sum := 0.0
		for i, p := range parts {
			sum += p.Share
			want := dropped
			if i < 3 {
				want = (1 - dropped) * float64(i+1) / 6
				if p.Distribution.Mean() != distribution.Given(i).Mean() {
					t.Errorf("part %d has the distribution of another class", i)
				}
			}
			if math.Abs(p.Share-want) > 1e-12 {
				t.Errorf("part %d has a share of %v, want %v", i, p.Share, want)
			}
		}
		if len(parts) != count || math.Abs(sum-1) > 1e-12 {
			t.Errorf("%d parts with a sum of %v", len(parts), sum)
		}
	}
}

// Standard errors agree with the standard deviations over 150 probes. The ratio of the two has a standard error of 6%; the bound is five times
// that.
func TestStandardErrorsAreDeviations(t *testing.T) {
	const rounds = 80
	distribution := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	worse := sample.Exact{Distribution: mixture.New([]mixture.Component{{Weight: 1, Mean: data.Point{.2, 0}, Cov: [3]float64{.5, 0, 2}}})}
	schedule := must.Get(model.NewSchedule("linear", 6))
	irreducible := NewProbe(distribution, schedule, sample.Beta, 4, 40, 0).irreducible // the same with every seed
	var values, errs [2][]float64
	for seed := range uint64(rounds) {
		p := NewProbe(distribution, schedule, sample.Beta, 4, 40, seed)
		p.irreducible = irreducible
		e := excess(t, p, worse)
		b := p.Budget(e)
		values[0], errs[0] = append(values[0], e.Total), append(errs[0], e.SE)
		values[1], errs[1] = append(values[1], b.Network), append(errs[1], b.SE)
	}
	for i, name := range []string{"excess", "budget"} {
		mean, square := 0.0, 0.0
		for k, v := range values[i] {
			mean += v / rounds
			square += errs[i][k] * errs[i][k] / rounds
		}
		variance := 0.0
		for _, v := range values[i] {
			variance += (v - mean) * (v - mean) / (rounds - 1)
		}
		if ratio := math.Sqrt(variance / square); math.Abs(ratio-1) > .4 {
			t.Errorf("%s: values deviate by %v times their standard errors", name, ratio)
		}
	}
}

// The parts of a training have points of their own, so the standard error of their mean is its standard deviation: over 60 seeds the
// ratio has a standard error of 9%, and 45% is five of them. With the same points in each of four parts it would be 2.
func TestPartsHavePointsOfTheirOwn(t *testing.T) {
	const rounds = 60
	schedule := must.Get(model.NewSchedule("linear", 6))
	normal := mixture.New([]mixture.Component{{Weight: 1, Cov: [3]float64{1, 0, 1}}})
	worse := sample.Exact{Distribution: mixture.New([]mixture.Component{{Weight: 1, Mean: data.Point{.2, 0}, Cov: [3]float64{.5, 0, 2}}})}
	parts := make([]Part, 4)
	for i := range parts {
		parts[i] = Part{.25, worse, normal}
	}
	var values, squares []float64
	for seed := range uint64(rounds) {
		e := must.Get(NewProgress(parts, schedule, 4, 80, seed).Gap(t.Context()))
		values, squares = append(values, e.Total), append(squares, e.SE*e.SE)
	}
	_, sd := stat.MeanStdDev(values, nil)
	if ratio := sd / math.Sqrt(stat.Mean(squares, nil)); math.Abs(ratio-1) > .45 {
		t.Errorf("values deviate by %v times their standard errors", ratio)
	}
}
