// Package train fits a network to the noise in noised points: Ho et al. 2020, algorithm 1.
//
// Read train.go for the loop and its settings, shard.go for how a batch is drawn, rows.go, times.go and lossweights.go for the noise
// levels of its rows and what they count, and optimiser.go for the update of the weights. The file checkpoint.go is for files.
package train

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"

	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/model"
)

// Config says how to train.
type Config struct {
	Steps        int     // optimiser steps
	Batch        int     // points a step
	LearningRate float64 // at its peak
	EMA          float64 // decay of the running average of the weights, in [0, 1)
	ClipGrad     float64 // largest norm of the gradient; 0: not clipped
	Seed         uint64

	// LossWeight says how much each noise level counts in the gradient: a name of the table in lossweights.go,
	// where min-snr may be followed by its γ, as in min-snr:5; "": DefaultLossWeight. Step.Loss does not depend on it.
	LossWeight string
	// Times says how often each of t = 1, …, T is trained on: a name of the table in times.go, as in logit-normal:mean=0:spread=1;
	// "": uniform, all equally often. Step.Loss does not depend on it, but has a larger variance if some times are rare.
	Times string
	// Target is what the predicted noise is compared with: MeanNoise or DrawnNoise; "": DrawnNoise.
	Target string
	// LabelDropout is the share of points whose label is hidden, so that one network learns the distribution of each class and that of
	// all points (Ho & Salimans 2022, algorithm 1). Networks without classes ignore it.
	LabelDropout float64
}

// DefaultLabelDropout is one of the values that do well in Ho & Salimans 2022.
const DefaultLabelDropout = 0.1

// DefaultConfig returns the settings that do well on all built-in distributions within 12 seconds on two cores that have
// AVX2 and no more.
func DefaultConfig() Config {
	return Config{
		Steps: 12000, Batch: 256, LearningRate: 6e-3, EMA: 0.999, ClipGrad: 1, Seed: 1,
		LossWeight: DefaultLossWeight, LabelDropout: DefaultLabelDropout,
	}
}

// maxBatch bounds the memory of a training, some 10 kB a point with the default network.
const maxBatch = 1 << 17

func (c Config) validate() error {
	switch {
	case c.Steps < 1:
		return fmt.Errorf("steps %d: want at least 1", c.Steps)
	case c.Batch < 1 || c.Batch > maxBatch:
		return fmt.Errorf("batch %d: want 1 to %d", c.Batch, maxBatch)
	case !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 0):
		return fmt.Errorf("learning rate %v: want a positive number", c.LearningRate)
	case !(c.EMA >= 0 && c.EMA < 1):
		return fmt.Errorf("EMA decay %v: want at least 0 and below 1", c.EMA)
	case !(c.ClipGrad >= 0) || math.IsInf(c.ClipGrad, 0):
		return fmt.Errorf("gradient clipping %v: want a positive norm, or 0 for none", c.ClipGrad)
	case !(c.LabelDropout >= 0 && c.LabelDropout < 1):
		return fmt.Errorf("label dropout %v: want at least 0 and below 1", c.LabelDropout)
	}
	return nil
}

// Step is what is known of an optimiser step once it is done.
type Step struct {
	Number int // from 1
	// Loss is the mean over the two coordinates, the points and t = 1, …, T of (ε̂ − ε)², before the step, with the noise ε that was
	// drawn. It means the same with all targets.
	Loss         float64
	TargetLoss   float64 // the same with the target in place of ε
	LearningRate float64
	GradNorm     float64 // Euclidean norm of the whole gradient, before clipping
}

// Trainer holds a training in progress.
type Trainer struct {
	config Config
	levels *levels
	target target
	shards []*shard

	network, average *model.Network // the weights that are trained, and their EMA
	moment1, moment2 []float32      // Adam's, laid out as the weights
	done             int            // steps taken
	// Best is a copy of the average after step BestStep, which the caller found to be the best so far; nil: none. Checkpoints keep both.
	Best     []float32
	BestStep int
}

// New returns a trainer of a network of the given shape. Points come from source, in standardised coordinates, with their labels if the
// shape has classes. It fails if the configuration or the shape makes no sense.
func New(config Config, shape model.Config, schedule *model.Schedule, source data.Source) (*Trainer, error) {
	if err := config.validate(); err != nil {
		return nil, err
	}
	network, err := model.NewNetwork(shape)
	if err != nil {
		return nil, err
	}
	average, _ := model.NewNetwork(shape)
	levels, badLevels := newLevels(schedule, shape, cmp.Or(config.LossWeight, DefaultLossWeight), cmp.Or(config.Times, "uniform"))
	target, badTarget := targets.Find(cmp.Or(config.Target, DrawnNoise))
	if err := cmp.Or(badLevels, badTarget); err != nil {
		return nil, err
	}
	network.Init(data.Rand(config.Seed, data.Weights, 0, 0))
	copy(average.Weights, network.Weights)
	n := len(network.Weights)
	return &Trainer{
		config: config, levels: levels, target: target.Value(config.Seed, shape.Classes, source), shards: newShards(network, config.Batch),
		network: network, average: average,
		moment1: make([]float32, n), moment2: make([]float32, n),
	}, nil
}

// Done returns how many steps have been taken.
func (t *Trainer) Done() int { return t.done }

// Average returns the network to sample from, which has the running average of the weights. Each step changes it.
func (t *Trainer) Average() *model.Network { return t.average }

// ErrDiverged is wrapped by the error of a step whose loss is not finite, or far above that of a network that has learned
// nothing. Such a step does not change the weights.
var ErrDiverged = errors.New("training diverged")

// Steps takes the steps that are left and yields each once it is done. If the loop breaks off or ctx ends, the trainer is between two
// steps, and another call of Steps continues. The error is ctx's, or wraps ErrDiverged; it ends the sequence.
func (t *Trainer) Steps(ctx context.Context) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		team := parallel.NewTeam(len(t.shards))
		defer team.Disband()
		for t.done < t.config.Steps {
			if err := ctx.Err(); err != nil {
				yield(Step{Number: t.done}, err)
				return
			}
			step, err := t.step(team.Do)
			if !yield(step, err) || err != nil {
				return
			}
		}
	}
}

// each calls work with 0, …, n−1, on several cores, and returns when all calls are done.
type each func(n int, work func(i int))

// step takes one step of algorithm 1: it draws a batch, computes the gradient of its loss, and updates the weights.
func (t *Trainer) step(each each) (Step, error) {
	step := Step{Number: t.done + 1, LearningRate: learningRate(t.config.LearningRate, t.done, t.config.Steps)}
	t.target.begin(step.Number)
	each(len(t.shards), func(i int) { t.shards[i].run(t, step.Number) })
	bound := 0.0
	for _, s := range t.shards {
		step.Loss += s.loss
		step.TargetLoss += s.targetLoss
		bound += s.divergedLoss
	}
	gradient, norm := t.sumGradients(each)
	step.GradNorm = norm
	if !(step.Loss <= bound) || math.IsNaN(step.GradNorm) || math.IsInf(step.GradNorm, 0) {
		return step, fmt.Errorf("%w at step %d: the loss is %.3g; the learning rate %g is probably too high",
			ErrDiverged, step.Number, step.Loss, t.config.LearningRate)
	}
	t.update(each, step, gradient)
	t.done++
	return step, nil
}
