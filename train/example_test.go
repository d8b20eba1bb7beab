package train_test

import (
	"context"
	"fmt"
	"log"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
	"ddpm/train"
)

// Train on the moons, draw new points, and measure how far they are from true ones.
func Example() {
	moons, _ := data.Open("moons", nil, "")
	schedule, _ := model.NewSchedule("linear", 100)
	settings := train.Config{Steps: 1000, Batch: 128, LearningRate: 3e-3, EMA: .99, ClipGrad: 1, Seed: 1}
	trainer, _ := train.New(settings, model.NewConfig(64, 2), schedule, moons.Source())
	for step, err := range trainer.Steps(context.Background()) {
		if err != nil {
			log.Fatal(err)
		}
		if step.Number%500 == 0 {
			fmt.Println("step", step.Number)
		}
	}
	sampler, _ := sample.NewSampler("ddpm", schedule, sample.Options{})
	points, _ := sample.Draw(context.Background(), trainer.Average(), sampler, sample.Noise{Seed: 1}, 1000)
	moons.Standardizer().From(points, points)
	distance := compare.SlicedW2(points, moons.Points(1000, 2))
	fmt.Println("sliced W2 below 0.25:", distance < 0.25)
	// Output:
	// step 500
	// step 1000
	// sliced W2 below 0.25: true
}
