package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ddpm/data"
	"ddpm/train"
)

// qualityCmd measures time to quality: how long a training takes until KL(data ‖ model) is at or below some limits.
type qualityCmd struct {
	Data    []string `arg:"" optional:"" help:"Built-in distributions (all)."`
	Methods []string `placeholder:"NAME,…" help:"Methods, of mean, noise and torch (all, but torch only on swissroll and gopher, since it takes long)."`
	Steps   int      `placeholder:"N" help:"Number of training steps of every method (its own)."`
	Points  int      `default:"4000" help:"Number of points that a KL is a mean over (${default})."`
	Seed    uint64   `default:"1" help:"Seed of the trainings and of the points that judge them (${default})."`
	Python  string   `default:"python3" placeholder:"PATH" help:"Python interpreter that can import torch (${default})."`
}

// limits are the qualities: KL(data ‖ model) in nats.
var limits = []float64{.05, .02, .01}

// torchMethod is the method that trains in PyTorch.
const torchMethod = "torch"

// torchData are the distributions that torchMethod trains on unless it is asked for.
var torchData = []string{"swissroll", "gopher"}

// method is a way to train.
type method struct {
	name   string
	config func() train.Config
}

// methods are all methods. Torch does the same as noise: algorithm 1 of Ho et al. 2020, which needs more steps at a lower learning rate
// than training on the mean noise.
var methods = []method{
	{"mean", func() train.Config {
		config := train.DefaultConfig()
		config.Target = train.MeanNoise
		return config
	}},
	{"noise", noiseConfig},
	{torchMethod, noiseConfig},
}

// noiseConfig returns the settings with which training on the drawn noise does best.
func noiseConfig() train.Config {
	config := train.DefaultConfig()
	config.Target, config.Steps, config.LearningRate = train.DrawnNoise, 44_000, 2e-3
	return config
}

// quality is the time until a training reaches a quality, for good as reached says. Steps and Seconds are nil if it does not.
type quality struct {
	Data    string   `json:"data"`
	Method  string   `json:"method"`
	KL      float64  `json:"kl"` // at most, in nats
	Steps   *int     `json:"steps"`
	Seconds *float64 `json:"seconds"`
}

// Validate checks the arguments. kong calls it.
func (c *qualityCmd) Validate() error {
	for _, name := range c.Data {
		if _, ok := data.Lookup(name); !ok {
			return fmt.Errorf("%q: want distributions of %s", name, strings.Join(data.BuiltinNames(), ", "))
		}
	}
	for _, name := range c.Methods {
		if !slices.ContainsFunc(methods, func(m method) bool { return m.name == name }) {
			return fmt.Errorf("--methods %s: want mean, noise or torch, with commas between them", name)
		}
	}
	switch {
	case c.Steps < 0:
		return fmt.Errorf("--steps %d: want at least 1", c.Steps)
	case c.Points < 2:
		return fmt.Errorf("--points %d: want at least 2", c.Points)
	}
	return nil
}

// Run trains with each method on each distribution, one after another, and prints what is reached when.
func (c *qualityCmd) Run(ctx context.Context, a *app) error {
	return errors.New("to be written")
}
