package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/train"
)

// course is a training of our default network with our default schedule, on points of a dataset.
type course struct {
	dataset  *data.Dataset
	schedule *model.Schedule
	shape    model.Config
	config   train.Config
	at       []int // the numbers of steps of its checkpoints
}

// newCourse returns the course of a built-in distribution, whose points are drawn anew, with the given settings.
func newCourse(name string, config train.Config) course {
	return courseOn(must.Get(data.Open(name, nil, "")), config)
}

// courseOn returns the course of a dataset with the given settings.
func courseOn(dataset *data.Dataset, config train.Config) course {
	return course{
		dataset:  dataset,
		schedule: must.Get(model.NewSchedule(model.DefaultSchedule, model.DefaultSteps)),
		shape:    model.NewConfig(model.DefaultWidth, model.DefaultBlocks),
		config:   config,
		at:       checkpointSteps(config.Steps),
	}
}

// trainer returns a trainer that has taken no step.
func (c course) trainer() *train.Trainer {
	return must.Get(train.New(c.config, c.shape, c.schedule, c.dataset.Source()))
}

// train takes all steps and returns the trainer.
func (c course) train(ctx context.Context) (*train.Trainer, error) {
	trainer := c.trainer()
	for _, err := range trainer.Steps(ctx) {
		if err != nil {
			return nil, err
		}
	}
	return trainer, nil
}

// learnHere trains with this program and returns the checkpoints of a course. The clock runs from the first step, with the time for drawing points. It
// stops while weights are copied.
func learnHere(ctx context.Context, c course) (found []checkpoint, err error) {
	trainer := c.trainer()
	var elapsed time.Duration
	began := time.Now()
	for step, err := range trainer.Steps(ctx) {
		if err != nil {
			return nil, err
		}
		if step.Number == c.at[len(found)] {
			elapsed += time.Since(began)
			found = append(found, checkpoint{step.Number, elapsed.Seconds(), slices.Clone(trainer.Average().Weights)})
			began = time.Now()
		}
	}
	return found, nil
}

// checkBuiltins fails if a name is not that of a built-in distribution.
func checkBuiltins(names []string) error {
	for _, name := range names {
		if _, ok := data.Lookup(name); !ok {
			return fmt.Errorf("%q: want distributions of %s", name, strings.Join(data.BuiltinNames(), ", "))
		}
	}
	return nil
}
