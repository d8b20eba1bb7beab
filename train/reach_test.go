package train

import (
	"math"
	"testing"

	"ddpm/data/must"
	"ddpm/model"
)

// TrainedLogSNRs returns the range of the rows of batches: no row is outside, and rows come near to both ends.
func TestTrainedLogSNRsAreThoseOfTheRows(t *testing.T) {
	for _, name := range lossWeights.Names() {
		for _, schedule := range []string{"linear", "quadratic", "cosine", "linear:scale=5"} {
			c := config
			c.LossWeight, c.Batch = name, 64
			s := must.Get(model.NewSchedule(schedule, 40))
			trainer := must.Get(New(c, model.NewConfig(4, 0), s, cross))
			lowest, highest := trainer.TrainedLogSNRs()
			least, most := math.Inf(1), math.Inf(-1)
			for step := 1; step <= 60; step++ {
				for _, shard := range trainer.shards {
					shard.run(trainer, step)
					for i := range shard.rows {
						least, most = min(least, float64(shard.graph.LogSNR[i])), max(most, float64(shard.graph.LogSNR[i]))
					}
				}
			}
			const rounding = 1e-5
			if least < lowest-rounding || most > highest+rounding || least > lowest+.1 || most < highest-.1 {
				t.Errorf("%s, %s: rows from %v to %v, said to be from %v to %v", name, schedule, least, most, lowest, highest)
			}
		}
	}
}
