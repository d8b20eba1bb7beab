package train

import (
	"context"
	"fmt"
	"testing"

	"ddpm/data/must"
	"ddpm/model"
)

// BenchmarkStep is one optimiser step of the default network, data and all.
func BenchmarkStep(b *testing.B) {
	schedule := must.Get(model.NewSchedule("linear", 400))
	for _, batch := range []int{32, 128, 256, 512, 2048} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			c := Config{Steps: 1 << 40, Batch: batch, LearningRate: 1e-3, EMA: .999, ClipGrad: 1, Seed: 1}
			trainer := must.Get(New(c, model.NewConfig(model.DefaultWidth, model.DefaultBlocks), schedule, cross))
			b.ReportAllocs()
			n := 0
			for _, err := range trainer.Steps(context.Background()) {
				if err != nil {
					b.Fatal(err)
				}
				if n++; n == 3 {
					b.ResetTimer()
				}
				if n >= b.N+3 {
					break
				}
			}
		})
	}
}
