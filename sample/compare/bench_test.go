package compare

import (
	"fmt"
	"testing"
)

func BenchmarkMetrics(b *testing.B) {
	for _, m := range metrics {
		for _, n := range []int{2000, 10_000} {
			x, y := draws(standard, n, 0), draws(standard, n, 1)
			b.Run(fmt.Sprintf("%s/%d", m.name, n), func(b *testing.B) {
				for b.Loop() {
					m.distance(x, y)
				}
			})
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	x, truth := draws(standard, 10_000, 0), Law("normal", standard)
	for b.Loop() {
		if _, err := Compare(b.Context(), x, truth, 1); err != nil {
			b.Fatal(err)
		}
	}
}
