package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"pgregory.net/rapid"
)

// activations are the functions, with what they and their derivatives stand for.
var activations = []struct {
	name  string
	apply func(y, slope, h, z []float32)
	value func(z float64) float64
	slope func(z float64) float64
}{
	{
		"SiLU", SiLU,
		func(z float64) float64 { return z / (1 + math.Exp(-z)) },
		func(z float64) float64 {
			s := 1 / (1 + math.Exp(-z))
			return s * (1 + z*(1-s))
		},
	},
	{
		"GELU", GELU,
		func(z float64) float64 { return z * math.Erfc(-z/math.Sqrt2) / 2 },
		func(z float64) float64 {
			return math.Erfc(-z/math.Sqrt2)/2 + z*math.Exp(-z*z/2)/math.Sqrt(2*math.Pi)
		},
	},
}

// sweep returns numbers of both signs and all magnitudes, many of them near zero, and special values.
func sweep() []float32 {
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), 87, -87, 88, -88, 104, -104}
	var x []float32
	for _, v := range odd {
		x = append(x, float32(v))
	}
	for bits := uint64(0); bits < 1<<32; bits += 16381 {
		x = append(x, math.Float32frombits(uint32(bits)))
	}
	for v := -20.0; v < 20; v += 1e-4 {
		x = append(x, float32(v))
	}
	return x
}

func TestActivationError(t *testing.T) {
	z := sweep()
	y, one := make([]float32, len(z)), make([]float32, len(z))
	for i := range one {
		one[i] = 1
	}
	const bound = 3e-7
	for _, f := range activations {
		value := func(z float64) float64 {
			if z < -200 {
				return 0
			}
			return f.value(z)
		}
		slope := func(z float64) float64 {
			if math.Abs(z) > 200 {
				return math.Max(0, math.Copysign(1, z))
			}
			return f.slope(z)
		}
		worst := 0.0
		check := func(name string, y []float32, want func(float64) float64, scale func(z float64) float64) {
			for i, v := range y {
				x := float64(z[i])
				if !near(v, want(x), bound*scale(x)) {
					t.Fatalf("%s of %v is %v, want %v", name, x, v, want(x))
				}
				if !math.IsNaN(x) && !math.IsInf(x, 0) {
					worst = max(worst, math.Abs(float64(v)-want(x))/scale(x))
				}
			}
		}
		size := func(z float64) float64 { return math.Max(1, math.Abs(z)) }
		derivative := make([]float32, len(z))
		f.apply(y, derivative, nil, z)
		check(f.name, y, value, size)
		t.Logf("%s: error at most %.2g·max(1, |z|)", f.name, worst)
		worst = 0
		check(f.name+"′", derivative, slope, func(float64) float64 { return 1 })
		t.Logf("%s′: error at most %.2g", f.name, worst)
		f.apply(y, nil, one, z)
		check("1 + "+f.name, y, func(z float64) float64 { return 1 + value(z) }, size)
	}
}

// The slopes that the tests compare with are the derivatives of the values.
func TestActivationSlope(t *testing.T) {
	for _, f := range activations {
		for z := -9.0; z <= 9; z += 0.1 {
			if want := fd.Derivative(f.value, z, &fd.Settings{Formula: fd.Central}); math.Abs(f.slope(z)-want) > 1e-8 {
				t.Errorf("%s: slope %v at %v, by differences %v", f.name, f.slope(z), z, want)
			}
		}
	}
}

// Results do not depend on what else is computed: the slope is the same with and without h, the value is the same with and without the
// slope, and h is added to it.
func TestActivationForms(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	z, h := vector(rng, 1001), vector(rng, 1001)
	for _, f := range activations {
		alone, value, slope := vector(rng, 1001), vector(rng, 1001), vector(rng, 1001)
		f.apply(alone, nil, nil, z)
		f.apply(value, slope, nil, z)
		if !sameBits(alone, value) {
			t.Errorf("%s: the slope's being asked for changes the value", f.name)
		}
		sum, both, again := vector(rng, 1001), vector(rng, 1001), vector(rng, 1001)
		f.apply(sum, nil, h, z)
		f.apply(both, again, h, z)
		if !sameBits(sum, both) || !sameBits(slope, again) {
			t.Errorf("%s: with h, value or slope differ", f.name)
		}
		for i := range sum {
			if want := h[i] + value[i]; !near(sum[i], float64(want), 0) {
				t.Fatalf("h + %s(z) is %v, want %v", f.name, sum[i], want)
			}
		}
	}
}

// elementwise are all functions of slices that give one slice, as functions of two.
func elementwise() map[string]func(dst, x, z []float32) {
	list := map[string]func(dst, x, z []float32){
		"sine":   func(dst, x, z []float32) { sinCos(dst, make([]float32, len(z)), z, 1) },
		"cosine": func(dst, x, z []float32) { sinCos(make([]float32, len(z)), dst, z, 1) },
		"EMA": func(dst, x, z []float32) {
			copy(dst, x)
			EMA(dst, z, 0.25)
		},
	}
	for _, f := range activations {
		list[f.name] = func(dst, _, z []float32) { f.apply(dst, nil, nil, z) }
		list["h + "+f.name] = func(dst, h, z []float32) { f.apply(dst, nil, h, z) }
		list[f.name+"′"] = func(dst, _, z []float32) { f.apply(make([]float32, len(z)), dst, nil, z) }
		list["h + "+f.name+", slope"] = func(dst, h, z []float32) { f.apply(dst, make([]float32, len(z)), h, z) }
		list["h + "+f.name+"′"] = func(dst, h, z []float32) { f.apply(make([]float32, len(z)), dst, h, z) }
	}
	return list
}

// An element's result depends only on that element, not on its position, and nothing else is written.
func TestElementsAlone(t *testing.T) {
	for name, f := range elementwise() {
		rapid.Check(t, func(t *rapid.T) {
			numbers := rapid.OneOf(rapid.Float32(), rapid.Float32Range(-10, 10))
			z := rapid.SliceOfN(numbers, 0, 70).Draw(t, "z")
			x := rapid.SliceOfN(numbers, len(z), len(z)).Draw(t, "x")
			dst := matrix(rand.New(rand.NewPCG(8, 8)), 1, len(z), 0, 0)
			y := dst.Data[:len(z)]
			f(y, x, z)
			checkSurroundings(t, dst)
			alone := make([]float32, 1)
			for i := range z {
				f(alone, x[i:i+1], z[i:i+1])
				if !sameBits(alone, y[i:i+1]) {
					t.Fatalf("%s: element %d of %d is %v, alone %v", name, i, len(z), y[i], alone[0])
				}
			}
		})
	}
}

func TestActivationInPlace(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for _, f := range activations {
		h, z := vector(rng, 77), vector(rng, 77)
		value, slope := vector(rng, 77), vector(rng, 77)
		f.apply(value, slope, h, z)
		f.apply(z, h, h, z)
		if !sameBits(z, value) || !sameBits(h, slope) {
			t.Errorf("%s in place differs", f.name)
		}
	}
	three := make([]float32, 3)
	checkPanics(t, "z", func() { SiLU(make([]float32, 2), nil, nil, three) })
	checkPanics(t, "h", func() { SiLU(three, nil, make([]float32, 2), three) })
	checkPanics(t, "slope", func() { GELU(three, make([]float32, 2), three, three) })
}
