package mixture

import "testing"

func BenchmarkDensity(b *testing.B) {
	for _, name := range []string{"swissroll", "checkerboard", "gopher"} {
		builtin, _ := Lookup(name)
		for _, level := range []struct {
			name     string
			a, sigma float64
		}{{"early", 1, 0.01}, {"late", 0.1, 1}} {
			distribution := builtin.Mixture().At(level.a, level.sigma)
			x := make([]Point, 10_000)
			Draw(x, nil, distribution, 1, Drawn, 0)
			b.Run(name+"/"+level.name+"/LogDensities", func(b *testing.B) {
				dst := make([]float64, len(x))
				b.ReportAllocs()
				for b.Loop() {
					distribution.LogDensities(dst, x)
				}
			})
			b.Run(name+"/"+level.name+"/Scores", func(b *testing.B) {
				dst := make([]Point, len(x))
				for b.Loop() {
					distribution.Scores(dst, x)
				}
			})
		}
	}
}
