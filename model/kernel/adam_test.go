package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

var settings = Adam{LearningRate: 3e-3, Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-6, GradScale: 0.5}

// Several steps follow the algorithm of the paper, done in float64.
func TestAdamFollowsThePaper(t *testing.T) {
	const n = 101
	rng := rand.New(rand.NewPCG(11, 11))
	p, m, v := vector(rng, n), make([]float32, n), make([]float32, n)
	wantP, wantM, wantV := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range p {
		wantP[i] = float64(p[i])
	}
	rate, beta1, beta2 := float64(settings.LearningRate), float64(settings.Beta1), float64(settings.Beta2)
	for count := 1; count <= 30; count++ {
		g := vector(rng, n)
		step := settings
		step.Count = count
		step.Step(p, m, v, g)
		for i := range p {
			d := float64(g[i]) * float64(settings.GradScale)
			wantM[i] = beta1*wantM[i] + (1-beta1)*d
			wantV[i] = beta2*wantV[i] + (1-beta2)*d*d
			mHat := wantM[i] / (1 - math.Pow(beta1, float64(count)))
			vHat := wantV[i] / (1 - math.Pow(beta2, float64(count)))
			wantP[i] -= rate * mHat / (math.Sqrt(vHat) + float64(settings.Epsilon))
			if !near(p[i], wantP[i], 1e-5) || !near(m[i], wantM[i], 1e-6) || !near(v[i], wantV[i], 1e-6) {
				t.Fatalf("step %d: weight %v and moments %v, %v, want %v and %v, %v",
					count, p[i], m[i], v[i], wantP[i], wantM[i], wantV[i])
			}
		}
	}
	checkPanics(t, "count", func() { settings.Step(nil, nil, nil, nil) })
}

// In the first step the corrected moments are the gradient d and its square. So a weight moves by rate·d/(|d| + ε), whatever the decays:
// by half the rate where |d| is ε, and by next to nothing where it is far below. Equal gradients keep that up in all later steps.
func TestSmallGradientsAreHeldAgainstEpsilon(t *testing.T) {
	g := []float32{1e-8, -1e-7, 5e-7, 1e-6, -1e-5, 1e-3}
	n := len(g)
	for _, beta2 := range []float32{0.9, 0.99, 0.999} {
		step := Adam{LearningRate: 3e-3, Beta1: 0.9, Beta2: beta2, Epsilon: 1e-6, GradScale: 1}
		m, v := make([]float32, n), make([]float32, n)
		for count := 1; count <= 5; count++ {
			step.Count = count
			p := make([]float32, n)
			step.Step(p, m, v, g)
			for i, d := range g {
				want := -3e-3 * float64(d) / (math.Abs(float64(d)) + 1e-6)
				if math.Abs(float64(p[i])/want-1) > 1e-4 {
					t.Errorf("β₂ = %v, step %d: a gradient of %v moves a weight by %v, want %v", beta2, count, d, p[i], want)
				}
			}
		}
	}
}

// A step cut into ranges has the bits of the whole one, and those of plain Go.
func TestAdamCut(t *testing.T) {
	const n = 1000
	rng := rand.New(rand.NewPCG(12, 12))
	step := settings
	step.Count = 3
	p, m, v, g := vector(rng, n), vector(rng, n), vector(rng, n), vector(rng, n)
	for i := range v {
		v[i] *= v[i]
	}
	copies := func() [4][]float32 {
		var list [4][]float32
		for i, s := range [...][]float32{p, m, v, g} {
			list[i] = append([]float32(nil), s...)
		}
		return list
	}
	whole, cut, plain := copies(), copies(), copies()
	step.Step(whole[0], whole[1], whole[2], whole[3])
	for lo := 0; lo < n; {
		hi := min(n, lo+rng.IntN(40))
		step.Step(cut[0][lo:hi], cut[1][lo:hi], cut[2][lo:hi], cut[3][lo:hi])
		lo = hi
	}
	adamPlain(plain[0], plain[1], plain[2], plain[3], step.coefficients())
	for i := range whole {
		if !sameBits(whole[i], cut[i]) || !sameBits(whole[i], plain[i]) {
			t.Errorf("slice %d depends on how the step is computed", i)
		}
	}
}

func TestEMA(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 13))
	avg, p := vector(rng, 99), vector(rng, 99)
	start := append([]float32(nil), avg...)
	plain := append([]float32(nil), avg...)
	EMA(avg, p, 0.1)
	emaPlain(plain, p, 0.1)
	if !sameBits(avg, plain) {
		t.Error("bits differ from plain Go's")
	}
	for i := range avg {
		if want := 0.9*float64(start[i]) + 0.1*float64(p[i]); !near(avg[i], want, 1e-6) {
			t.Fatalf("average of %v and %v is %v, want %v", start[i], p[i], avg[i], want)
		}
	}
}
