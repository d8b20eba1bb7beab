package compare

import (
	"runtime"
	"testing"

	"ddpm/data"
)

// BenchmarkMetrics takes 10,000 points, which 10,000 others were trained on, of the distribution that costs most but one.
func BenchmarkMetrics(b *testing.B) {
	builtin, _ := data.Lookup("spirals")
	distribution := builtin.Mixture()
	const n = 10_000
	judged := draws(distribution, n, 0)
	t := newTrial(judged, WithTraining(Distribution("spirals", distribution), draws(distribution, n, 1)), 1)
	t.axes.To(judged, judged)
	for _, m := range metrics {
		b.Run(m.name, func(b *testing.B) {
			for b.Loop() {
				m.judge(b.Context(), t, min(m.points, n))
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

// BenchmarkCompareMillion is a comparison of a million points. MB is what the heap took from the system.
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
