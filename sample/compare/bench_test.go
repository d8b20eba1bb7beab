package compare

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"ddpm/data"
)

// BenchmarkMetrics measures each metric on 10,000 points, with 10,000 training points, of the distribution with the second highest cost.
func BenchmarkMetrics(b *testing.B) {
	builtin, _ := data.Lookup("spirals")
	distribution := builtin.Mixture()
	const n = 10_000
	points := draws(distribution, n, 0)
	t := newComparison(points, WithTraining(Distribution("spirals", distribution), draws(distribution, n, 1)), 1)
	t.axes.To(points, points)
	for _, m := range metrics {
		b.Run(m.name, func(b *testing.B) {
			for b.Loop() {
				m.measure(b.Context(), t, min(m.points, n))
			}
		})
	}
}

func BenchmarkCompare(b *testing.B) {
	for _, builtin := range data.Builtins() {
		distribution := builtin.Mixture()
		x, truth := draws(distribution, 10_000, 0), Distribution(builtin.Name, distribution)
		b.Run(builtin.Name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Compare(b.Context(), x, truth, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCompareMillion compares a million points. MB is the memory that the heap took from the system.
func BenchmarkCompareMillion(b *testing.B) {
	builtin, _ := data.Lookup("swissroll")
	distribution := builtin.Mixture()
	x, truth := draws(distribution, 1_000_000, 0), Distribution("swissroll", distribution)
	for b.Loop() {
		if _, err := Compare(b.Context(), x, truth, 1); err != nil {
			b.Fatal(err)
		}
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	b.ReportMetric(float64(stats.HeapSys)/1e6, "MB")
}

// BenchmarkSort compares a sorter with slices.Sort, on projections of a Gaussian.
func BenchmarkSort(b *testing.B) {
	const n = 10_000
	line, x, sorter := make([]float64, n), make([]float64, n), newSorter(n)
	project(line, draws(standard, n, 0), math.Cos(1), math.Sin(1))
	for name, sort := range map[string]func([]float64){"sorter": sorter.sort, "slices": slices.Sort[[]float64]} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				copy(x, line)
				sort(x)
			}
		})
	}
}
