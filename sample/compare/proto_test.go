package compare

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"ddpm/data"
)

func gap(x, y []data.Point) float64 {
	x, y = normalise(x, y)
	col, price := assign(x, y)
	g := 0.0
	seen := map[int32]bool{}
	for i, j := range col {
		if seen[j] {
			panic("dup")
		}
		seen[j] = true
		c := square(x[i], y[j]) + price[j]
		m := math.Inf(1)
		for k := range y {
			m = min(m, square(x[i], y[k])+price[k])
		}
		g = max(g, c-m)
	}
	return g
}

func kinds(n int, kind string) (x, y []data.Point) {
	rng := rand.New(rand.NewPCG(1, 2))
	gauss := func() data.Point { return data.Point{rng.NormFloat64(), rng.NormFloat64()} }
	eight := func() data.Point {
		a := float64(rng.IntN(8)) * math.Pi / 4
		return data.Point{5*math.Cos(a) + .1*rng.NormFloat64(), 5*math.Sin(a) + .1*rng.NormFloat64()}
	}
	roll := func() data.Point {
		u := math.Pi * (1.5 + 3*rng.Float64())
		return data.Point{u*math.Cos(u)/10 + .05*rng.NormFloat64(), u*math.Sin(u)/10 + .05*rng.NormFloat64()}
	}
	for range n {
		switch kind {
		case "gauss":
			x, y = append(x, gauss()), append(y, gauss())
		case "eight":
			x, y = append(x, eight()), append(y, eight())
		case "roll":
			x, y = append(x, roll()), append(y, roll())
		case "gauss-roll":
			x, y = append(x, gauss()), append(y, roll())
		case "roll-gauss":
			x, y = append(x, roll()), append(y, gauss())
		case "gauss-eight":
			x, y = append(x, gauss()), append(y, eight())
		case "eight-gauss":
			x, y = append(x, eight()), append(y, gauss())
		case "collapse": // learned: one mode
			p := gauss()
			x, y = append(x, data.Point{5 + .1*p[0], .1 * p[1]}), append(y, eight())
		case "line":
			x, y = append(x, data.Point{rng.NormFloat64(), 0}), append(y, data.Point{0, rng.NormFloat64()})
		case "lattice":
			x, y = append(x, data.Point{float64(rng.IntN(10)), float64(rng.IntN(10))}), append(y, data.Point{float64(rng.IntN(10)), float64(rng.IntN(10))})
		case "same":
			x, y = append(x, data.Point{1, 1}), append(y, data.Point{1, 1})
		case "one-gauss":
			x, y = append(x, data.Point{1, 1}), append(y, gauss())
		case "gauss-one":
			x, y = append(x, gauss()), append(y, data.Point{1, 1})
		case "copy":
			p := gauss()
			x, y = append(x, p), append(y, p)
		case "outlier":
			p := gauss()
			if len(x) == 3 {
				p[0] = 1e6
			}
			x, y = append(x, p), append(y, gauss())
		case "cauchy":
			p, q := gauss(), gauss()
			d, e := rng.NormFloat64(), rng.NormFloat64()
			x, y = append(x, data.Point{p[0] / d, p[1] / d}), append(y, data.Point{q[0] / e, q[1] / e})
		}
	}
	return
}

func TestProto(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("N"))
	if v := os.Getenv("EPS"); v != "" {
		fmt.Sscan(v, &epsStart, &epsEnd, &epsRatio, &claimPasses, &few, &learnEvery, &slackPart)
	}
	for _, k := range []string{"gauss", "eight", "roll", "gauss-roll", "roll-gauss", "gauss-eight", "eight-gauss", "collapse", "line", "lattice", "same", "one-gauss", "gauss-one", "copy", "outlier", "cauchy"} {
		x, y := kinds(n, k)
		nLook, nBid, nSearch, nSettle, nDense, nFree, nLeaf = 0, 0, 0, 0, 0, 0, 0
		t0 := time.Now()
		w := W2(x, y)
		dt := time.Since(t0)
		lf, lk, bd, fr, st, de := nLeaf, nLook, nBid, nFree, nSettle, nDense
		g := 0.0
		if n <= 3000 {
			g = gap(x, y)
		}
		fmt.Printf("%-12s %8.3f s W2 %.6f looks/n %.1f leaf/look %.1f bids/n %.1f free %d settles %d dense %d gap %.1e\n", k, dt.Seconds(), w, float64(lk)/float64(n), float64(lf)/float64(lk), float64(bd)/float64(n), fr, st, de, g)
	}
}
