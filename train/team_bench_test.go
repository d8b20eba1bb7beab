package train

import (
	"context"
	"fmt"
	"testing"
	"time"

	"ddpm/data/must"
	"ddpm/data/parallel"
	"ddpm/model"
)

// BenchmarkTeam compares a training by a team with one that starts goroutines in each step. They take turns, a hundred steps each, so that
// other programs slow down both.
func BenchmarkTeam(b *testing.B) {
	schedule := must.Get(model.NewSchedule("linear", 400))
	for _, batch := range []int{32, 128, 256, 512, 2048} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			trainer := func() *Trainer {
				c := Config{Steps: 1 << 40, Batch: batch, LearningRate: 1e-3, EMA: .999, ClipGrad: 1, Seed: 1}
				return must.Get(New(c, model.NewConfig(model.DefaultWidth, model.DefaultBlocks), schedule, cross))
			}
			var spent [2]time.Duration
			trainers := [2]*Trainer{trainer(), trainer()}
			for b.Loop() {
				team := parallel.NewTeam(len(trainers[0].shards))
				for i, each := range []each{
					team.Do,
					func(n int, work func(i int)) { parallel.Each(context.Background(), n, work) },
				} {
					began := time.Now()
					for range 100 {
						if _, err := trainers[i].step(each); err != nil {
							b.Fatal(err)
						}
					}
					spent[i] += time.Since(began)
				}
				team.Disband()
			}
			b.ReportMetric(spent[0].Seconds()/float64(b.N)*10, "ms/step")
			b.ReportMetric(float64(spent[1])/float64(spent[0]), "goroutines/team")
		})
	}
}
