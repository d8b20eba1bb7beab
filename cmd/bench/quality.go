package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"ddpm/data"
	"ddpm/train"
)

// qualityCmd measures time to quality: how long a training takes until KL(data ‖ model) is at or below some limits.
type qualityCmd struct {
	Data    []string `arg:"" optional:"" help:"Built-in distributions (all)."`
	Methods []string `placeholder:"NAME" help:"Methods, of mean, noise and torch (all, but torch only on swissroll and gopher, since it takes long)."`
	Steps   *int     `placeholder:"N" help:"Number of training steps of every method (its own)."`
	Points  int      `default:"4000" help:"Number of points that a KL is a mean over (${default})."`
	Seed    uint64   `default:"1" help:"Seed of the trainings and of the points that judge them (${default})."`
	Python  string   `placeholder:"PATH" help:"Python interpreter that can import torch (python3, or /usr/bin/python3 if that one cannot)."`
}

// limits are the qualities: KL(data ‖ model) in nats.
var limits = []float64{.05, .02, .01}

// The names of the methods that are not treated as all others: the one that the others are compared with, and the one that needs PyTorch.
const (
	meanMethod  = "mean"
	torchMethod = "torch"
)

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
	{meanMethod, func() train.Config {
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
	if err := checkBuiltins(c.Data); err != nil {
		return err
	}
	for _, name := range c.Methods {
		if !slices.ContainsFunc(methods, func(m method) bool { return m.name == name }) {
			return fmt.Errorf("--methods %s: want mean, noise or torch, with commas between them", name)
		}
	}
	switch {
	case c.Steps != nil && *c.Steps < 1:
		return fmt.Errorf("--steps %d: want at least 1", *c.Steps)
	case c.Points < 2:
		return fmt.Errorf("--points %d: want at least 2", c.Points)
	}
	return nil
}

// Run trains with each method on each distribution, one after another, and prints what is reached when.
func (c *qualityCmd) Run(ctx context.Context, a *app) error {
	if c.Data == nil {
		c.Data = data.BuiltinNames()
	}
	torch, err := c.torch(ctx, a)
	if err != nil {
		return err
	}
	var found []quality
	for _, name := range c.Data {
		for _, m := range methods {
			if !c.wants(m, name) || m.name == torchMethod && torch == nil {
				continue
			}
			learn := learnHere
			if m.name == torchMethod {
				learn = torch.learn
			}
			course := newCourse(name, c.config(m))
			fmt.Fprintf(a.stderr, "%s, %s: %d steps\n", name, m.name, course.config.Steps)
			checkpoints, err := learn(ctx, course)
			if err != nil {
				return err
			}
			first, err := reached(limits, course.divergences(ctx, checkpoints, c.Points))
			if err != nil {
				return err
			}
			for i, limit := range limits {
				q := quality{Data: name, Method: m.name, KL: limit}
				if first[i] >= 0 {
					at := checkpoints[first[i]]
					q.Steps, q.Seconds = &at.steps, &at.seconds
				}
				found = append(found, q)
			}
		}
	}
	return a.print(found, func(to io.Writer) { writeQualities(to, found) })
}

// config returns the settings of a method.
func (c *qualityCmd) config(m method) train.Config {
	config := m.config()
	config.Seed = c.Seed
	if c.Steps != nil {
		config.Steps = *c.Steps
	}
	return config
}

// wants reports whether a method is to train on a distribution.
func (c *qualityCmd) wants(m method, name string) bool {
	if c.Methods == nil {
		return m.name != torchMethod || slices.Contains(torchData, name)
	}
	return slices.Contains(c.Methods, m.name)
}

// torchTrial is how long the steps of each thread setting are timed, to find the fastest.
var torchTrial = window{time.Second / 2, 2 * time.Second}

// torch returns what trains by torchMethod. It returns nil where PyTorch is not wanted or is missing, and says why in the second case.
func (c *qualityCmd) torch(ctx context.Context, a *app) (*torchTrainer, error) {
	m := methods[slices.IndexFunc(methods, func(m method) bool { return m.name == torchMethod })]
	if !slices.ContainsFunc(c.Data, func(name string) bool { return c.wants(m, name) }) {
		return nil, nil
	}
	var trainer torchTrainer
	python, _, err := findTorch(ctx, interpreters(c.Python))
	if err == nil {
		trainer, err = newTorchTrainer(ctx, python, newCourse(c.Data[0], c.config(m)), torchTrial)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		fmt.Fprintf(a.stderr, "bench: no PyTorch, so the method torch is left out: %v (--python names another interpreter)\n", err)
		return nil, nil
	}
	fmt.Fprintf(a.stderr, "PyTorch is fastest with threads %v (torch, OpenBLAS)\n", trainer.threads)
	return &trainer, nil
}
