package mixture

import (
	"math"
	"math/big"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
)

// exactNormal returns ∫ exp(−v²/2) over [0, t] and exp(−t²/2). With exp(t²/2) = Σ (t²/2)ⁿ/n!, the integral is
// exp(−t²/2) Σ t²ⁿ⁺¹/(1·3·…·(2n+1)). No term of these series has another sign than the first, so nothing cancels.
func exactNormal(t *big.Float) (integral, density *big.Float) {
	bits := t.Prec()
	number := func(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }
	square := new(big.Float).Mul(t, t)
	odd, all := number(0), number(0)
	oddTerm, term := new(big.Float).Copy(t), number(1)
	for n := 0; ; n++ {
		odd.Add(odd, oddTerm)
		all.Add(all, term)
		oddTerm.Quo(oddTerm.Mul(oddTerm, square), number(float64(2*n+3)))
		term.Quo(term.Mul(term, square), number(float64(2*n+2)))
		if term.Sign() == 0 || term.MantExp(nil) < all.MantExp(nil)-int(bits) && oddTerm.MantExp(nil) < odd.MantExp(nil)-int(bits) {
			density = number(1)
			density.Quo(density, all)
			return odd.Mul(odd, density), density
		}
	}
}

func logOf(x *big.Float) float64 {
	mantissa := new(big.Float)
	exponent := x.MantExp(mantissa)
	m, _ := mantissa.Float64()
	return math.Log(m) + float64(exponent)*math.Ln2
}

func TestBoxAgainstBigNumbers(t *testing.T) {
	if testing.Short() {
		t.Skip("seconds of big numbers")
	}
	sigmas := []float64{1e-4, 0.03, 1, 1e3}
	for i, b := range []float64{1e-9, 1e-4, 0.01, 0.1, 0.49, 0.51, 1, 3, 12, 30} { // half a side, in sigmas
		for j, a := range []float64{0, 1e-6, 0.3, 0.99, 1, 2, 4.9, 5.1, 12, 20, 20.01, 30, 50} {
			sigma := sigmas[(i+j)%len(sigmas)]
			u, half := a*sigma, b*sigma
			// Differences of integrals are as small as exp(−t²/2).
			bits := uint(200 + .75*(a+b)*(a+b))
			number := func(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }
			// The true value is that for the rounded u and half, not for a and b.
			width := number(sigma)
			lo := new(big.Float).Quo(new(big.Float).Sub(number(u), number(half)), width)
			hi := new(big.Float).Quo(new(big.Float).Add(number(u), number(half)), width)
			below, atLo := exactNormal(lo)
			above, atHi := exactNormal(hi)
			mass := new(big.Float).Sub(above, below)
			wantLog := logOf(mass) - math.Log(2*half) - logSqrt2Pi
			slope := new(big.Float).Sub(atHi, atLo)
			wantSlope, _ := slope.Quo(slope, mass.Mul(mass, width)).Float64()

			log, got := box(u, half, sigma)
			if math.Abs(log-wantLog) > 2e-13*(1+math.Abs(wantLog)) {
				t.Errorf("sigma %v, b %v, a %v: log-density %v, want %v", sigma, b, a, log, wantLog)
			}
			if math.Abs(got-wantSlope) > 2e-12*math.Abs(wantSlope) {
				t.Errorf("sigma %v, b %v, a %v: slope %v, want %v", sigma, b, a, got, wantSlope)
			}
			if mirrored, opposite := box(-u, half, sigma); mirrored != log || opposite != -got {
				t.Errorf("sigma %v, b %v, a %v: not symmetric", sigma, b, a)
			}
		}
	}
}

func TestBoxFarOut(t *testing.T) {
	// Far outside one edge the other one does not matter, and Mills' ratio R(z) has 1/R = z + 1/z − 2/z³ + 10/z⁵ − ….
	for _, sigma := range []float64{1e-4, 1e-3, 0.01} {
		for _, z := range []float64{50, 200, 1e4, 1e6} {
			log, slope := box(1+z*sigma, 1, sigma)
			z := (1 + z*sigma - 1) / sigma
			inverse := z + 1/z - 2/(z*z*z) + 10/math.Pow(z, 5)
			wantLog := -z*z/2 - logSqrt2Pi - math.Log(inverse) - math.Ln2
			if math.Abs(log-wantLog) > 1e-11*math.Abs(wantLog) || math.Abs(slope+inverse/sigma) > 1e-8*inverse/sigma {
				t.Errorf("sigma %v, z %v: %v, %v; want %v, %v", sigma, z, log, slope, wantLog, -inverse/sigma)
			}
		}
	}
}

func TestBoxWithoutNoiseOrSides(t *testing.T) {
	for _, c := range []struct{ u, half, sigma, log, slope float64 }{
		{0.5, 2, 0, -math.Log(4), 0},
		{-2, 2, 0, -math.Log(4), 0},
		{2.0001, 2, 0, math.Inf(-1), 0},
		{3, 0, 2, -9.0/8 - logSqrt2Pi - math.Ln2, -3.0 / 4},
		{-150, 0, 3, -1250 - logSqrt2Pi - math.Log(3), 50.0 / 3},
	} {
		log, slope := box(c.u, c.half, c.sigma)
		if math.IsInf(c.log, -1) != math.IsInf(log, -1) || math.Abs(log-c.log) > 1e-12 || math.Abs(slope-c.slope) > 1e-12 {
			t.Errorf("box(%v, %v, %v) = %v, %v; want %v, %v", c.u, c.half, c.sigma, log, slope, c.log, c.slope)
		}
	}
}

// The density of a box under noise is the mean over the box of the density of the noise, here by Gauss–Legendre quadrature.
func TestBoxIsTheMeanOfTheNoise(t *testing.T) {
	var node, weight [64]float64
	quad.Legendre{}.FixedLocations(node[:], weight[:], -1, 1)
	for _, sigma := range []float64{0.5, 4} {
		for _, b := range []float64{1e-6, 0.01, 0.1, 0.2, 0.3, 0.49, 0.51, 1, 3, 5} { // half a side, in sigmas
			for _, a := range []float64{0, 0.3, 0.99, 1.01, 3, 4.9, 5.1, 8, 10, 12, 20, 24} {
				// Relative to φ(a), the density at a of noise around bv is exp(abv − b²v²/2).
				var mass, slope float64
				for i, v := range node {
					p := weight[i] / 2 * math.Exp(a*b*v-b*b*v*v/2)
					mass += p
					slope += p * (b*v - a)
				}
				wantLog, wantSlope := math.Log(mass)-a*a/2-logSqrt2Pi-math.Log(sigma), slope/mass/sigma
				log, got := box(a*sigma, b*sigma, sigma)
				if math.Abs(log-wantLog) > 2e-13*(1+math.Abs(wantLog)) {
					t.Errorf("sigma %v, b %v, a %v: log-density %v, want %v", sigma, b, a, log, wantLog)
				}
				if math.Abs(got-wantSlope) > 2e-12*(1+math.Abs(wantSlope)) {
					t.Errorf("sigma %v, b %v, a %v: slope %v, want %v", sigma, b, a, got, wantSlope)
				}
			}
		}
	}
}

// Mills' ratio is Laplace's continued fraction 1/(x + 1/(x + 2/(x + 3/(x + …)))).
func TestMillsRatioIsLaplacesFraction(t *testing.T) {
	for _, x := range []float64{2, 5, 10, 19, 19.999999, 20, 20.000001, 21, 25, 40, 100, 1e4} {
		want := x
		for k := 1000.0; k >= 1; k-- {
			want = x + k/want
		}
		if got := mills(x); math.Abs(got*want-1) > 1e-12 {
			t.Errorf("Mills' ratio at %v is %v, want %v", x, got, 1/want)
		}
	}
}

// A distribution has edges if a box has a width and no noise on the same axis. Only then is its information infinite.
func TestEdgesAreOfAnAxisWithoutNoise(t *testing.T) {
	for _, c := range []struct {
		half  Point
		cov   [3]float64
		edges bool
	}{
		{Point{1, 2}, [3]float64{}, true},
		{Point{1, 2}, [3]float64{0, 0, .1}, true},
		{Point{1, 2}, [3]float64{.1, 0, 0}, true},
		{Point{1, 0}, [3]float64{0, 0, .1}, true},
		{Point{0, 2}, [3]float64{.1, 0, 0}, true},
		{Point{1, 2}, [3]float64{.1, 0, .1}, false},
		{Point{1, 0}, [3]float64{.1, 0, .1}, false},
		{Point{0, 2}, [3]float64{.1, 0, .1}, false},
		{Point{}, [3]float64{.1, 0, .1}, false},
	} {
		m := New([]Component{mode(1, 0, Point{}, 1), {Weight: 1, Mean: Point{1, 0}, Half: c.half, Cov: c.cov}})
		if got := m.HasEdges(); got != c.edges {
			t.Errorf("half sides %v, noise %v: edges %v", c.half, c.cov, got)
		}
		if got := m.Information(); math.IsInf(got, 1) != c.edges {
			t.Errorf("half sides %v, noise %v: information %v", c.half, c.cov, got)
		}
	}
}
