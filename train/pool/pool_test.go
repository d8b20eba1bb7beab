package pool

import (
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"ddpm/data"
)

// filled returns a pool of points of uneven.
func filled(classes int, seed uint64, number int) *Pool {
	p := New(uneven, classes, seed)
	p.Fill(number)
	return p
}

// A pool is a function of seed and number, whatever the number of cores, and has the points of its source.
func TestPoolIsAFunctionOfSeedAndNumber(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := filled(3, 7, 2)
	runtime.GOMAXPROCS(4)
	four := filled(3, 7, 2)
	if !reflect.DeepEqual(one, four) {
		t.Error("the pool depends on the number of cores")
	}
	again := filled(3, 7, 1)
	again.Fill(2)
	if !reflect.DeepEqual(again, four) {
		t.Error("the pool depends on the points that it had before")
	}
	for name, other := range map[string]*Pool{"number": filled(3, 7, 3), "seed": filled(3, 8, 2)} {
		if other.points[0] == one.points[0] {
			t.Errorf("another %s, and the same points", name)
		}
	}
	if len(one.points) != Size {
		t.Fatalf("%d points", len(one.points))
	}
	// Means within 5 standard errors.
	mean, cov := uneven.Mean(), uneven.Cov()
	got := data.Points(one.points).Mean()
	for axis, variance := range []float64{cov[0], cov[2]} {
		if bound := 5 * math.Sqrt(variance/Size); math.Abs(got[axis]-mean[axis]) > bound {
			t.Errorf("mean %v, want %v ± %v", got, mean, bound)
		}
	}
}

// A row with a class averages over the points of its class alone, one without over all points.
func TestMeanIsOverTheClass(t *testing.T) {
	p := filled(3, 1, 0)
	rng := rand.New(rand.NewPCG(2, 2))
	of := make([][]data.Point, 3)
	for i, label := range p.labels {
		if int(p.class[i]) != len(of[label]) {
			t.Fatalf("point %d is number %d of its class, want %d", i, p.class[i], len(of[label]))
		}
		of[label] = append(of[label], p.points[i])
	}
	for _, noise := range []float64{.01, .5, .99} {
		signal := math.Sqrt(1 - noise*noise)
		for range 30 {
			x, label, place := p.Draw(rng)
			if x != p.points[place] || label != p.labels[place] {
				t.Fatal("the point drawn is not the one at its place")
			}
			eps := data.Point{rng.NormFloat64(), rng.NormFloat64()}
			if math.Hypot(eps[0], eps[1]) > radius {
				continue
			}
			at, scale := data.Point{x[0] + eps[0]*noise/signal, x[1] + eps[1]*noise/signal}, signal/noise
			check := func(given bool, points []data.Point, place int, s *strata) {
				level := 0
				for s.levels[level].reach < radius/scale {
					level++
				}
				got := p.MeanNoise(place, given, signal, noise, eps)
				if given {
					place = int(p.class[place])
				}
				want := meanOver(points, place%(1<<level), 1<<level, at, scale)
				if math.Hypot(got[0]-want[0], got[1]-want[1]) > 1e-5+1e-6*scale {
					t.Errorf("noise %v, given %v: %v, want %v", noise, given, got, want)
				}
			}
			check(true, of[label], place, &p.given[label])
			check(false, p.points, place, &p.all)
		}
	}
}

// A row whose noise is beyond the radius keeps it as its target, whatever points there are.
func TestFarNoiseIsItsOwnTarget(t *testing.T) {
	p := filled(0, 1, 0)
	for _, eps := range []data.Point{{radius + 1e-9, 0}, {-3, 3}, {0, -9}} {
		if got := p.MeanNoise(5, false, .6, .8, eps); got != eps {
			t.Errorf("noise %v has the target %v", eps, got)
		}
	}
}

func BenchmarkFill(b *testing.B) {
	p := New(uneven, 0, 1)
	for b.Loop() {
		p.Fill(0)
	}
}

// BenchmarkMeanNoise is one row of a batch, at a noise level of its own.
func BenchmarkMeanNoise(b *testing.B) {
	p := filled(0, 1, 0)
	rng := rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		_, _, place := p.Draw(rng)
		logSNR := -10 + 19.4*rng.Float64()
		signal, noise := math.Sqrt(1/(1+math.Exp(-logSNR))), math.Sqrt(1/(1+math.Exp(logSNR)))
		p.MeanNoise(place, false, signal, noise, data.Point{rng.NormFloat64(), rng.NormFloat64()})
	}
}
