package main

import (
	"context"
	"errors"
	"fmt"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"

	"github.com/schollz/progressbar/v3"
)

// sampling are the flags of the commands that draw points from a model.
type sampling struct {
	Count    int     `short:"n" default:"10000" group:"Sampling" help:"How many points to draw."`
	Evals    int     `group:"Sampling" placeholder:"N" help:"Network evaluations a point: fewer are faster and farther from the truth (every step of the chain)."`
	Variance string  `default:"beta" group:"Sampling" help:"Noise added at each step, beta or beta-tilde: beta keeps the spread with few steps."`
	ClipX0   float64 `name:"clip-x0" default:"0" group:"Sampling" help:"Hold each predicted x_0 within this many standard deviations of the mean; 0 does not clip."`
}

// sampler returns the sampler that the flags describe, for a model's schedule.
func (s sampling) sampler(a *app, schedule *model.Schedule) (*sample.Ancestral, error) {
	if s.Count < 1 {
		return nil, fmt.Errorf("--count %d: want at least 1", s.Count)
	}
	if a.explicit["evals"] && s.Evals == 0 {
		return nil, errors.New("--evals 0: want at least 1")
	}
	return sample.NewAncestral(schedule, s.Evals, sample.Variance(s.Variance), s.ClipX0)
}

// standardizer returns the coordinates that a model works in.
func standardizer(m *model.Model) data.Standardizer {
	return data.Standardizer{Mean: m.Mean, Scale: m.Scale}
}

// observer is shown every state of a chain.
type observer func(sample.State) error

// draw sets x to points drawn from the model, in the units of the data, and shows the chain to observers on the way.
func draw(ctx context.Context, m *model.Model, sampler sample.Sampler, noise sample.Noise, x []data.Point, observers ...observer) error {
	noise.Start(x)
	for state, err := range sampler.Chain(ctx, m.Network, noise, x) {
		if err != nil {
			return err
		}
		for _, observe := range observers {
			if err := observe(state); err != nil {
				return err
			}
		}
	}
	standardizer(m).From(x, x)
	return nil
}

// moveBar is an observer that moves a bar on by one step for each network evaluation.
func moveBar(bar *progressbar.ProgressBar, sampler *sample.Ancestral) observer {
	return func(state sample.State) error {
		if state.Time == sampler.Times[0] {
			return nil
		}
		return bar.Add(1)
	}
}
