// Package audit compares a model with the best possible one. If the distribution of the data is known, the best possible denoiser is
// known too (Vincent 2011):
//
//	ε*(x, t) = E[ε | x_t = x] = −σ_t ∇log p_t(x)
//
// Points are in standardised coordinates. Losses are means over the two coordinates, and costs in nats are sums over them.
//
// Read in this order:
//
//   - subject.go: the model with a class, guidance and a sampler, which is measured beside the true distribution or, for a file, beside the
//     blurred points. best.go: ε*. variance.go: the optimal variance of the sampler's steps.
//   - irreducible.go: the loss of ε*. excess.go: the loss of a network beyond that, at some times and as a mean over all (times.go).
//     progress.go: the same during training.
//   - budget.go: where the error of a chain comes from, in nats. kl.go: the divergence of the model's density. heldout.go: how likely points
//     are that were held out.
//   - chains.go and samplers.go: distances of drawn points, beside those of points drawn with ε*.
//   - straightness.go: the energy of the paths of a flow.
//   - forgetting.go: what the forward process leaves of a distribution. It needs no model.
package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
	"ddpm/sample/likelihood"
)

// Choice says which points of a model are drawn, and how.
type Choice struct {
	Class    string  // name of a class; "": points of all classes
	Guidance float64 // weight of classifier-free guidance towards the class
	Sampler  string  // one of sample.SamplerNames
	Options  sample.Options
}

// Subject is a model with the class, the guidance and the sampler of a Choice. It is made once, and every function that draws points or
// measures the model takes it, so that all have the same class, guidance and sampler.
type Subject struct {
	Model    *model.Model
	Choice   Choice
	Denoiser sample.Differentiable // the network's prediction for the class, guided
	Sampler  *sample.Sampler
	Seed     uint64 // of the points that are drawn, and of those that they are compared with

	Data  *data.Dataset // of the class; nil if the data is not at hand
	Truth compare.Truth // that points are compared with; the zero Truth if the data is not at hand

	whole     *data.Dataset // of all classes
	isBlurred bool          // Distribution and Best are those of Blurred

	Distribution *mixture.Mixture      // true distribution of the class, in the network's standardised coordinates; nil if it is not known
	Best         sample.Differentiable // best possible denoiser of the class, with the same guidance; nil if Distribution is
}

// Settled returns the choice for a model with all defaults filled in. It fails if a name is unknown, the model does not know the class,
// or an option makes no sense; the error begins with the name of the wrong option. It uses the model's schedule and labels only.
func (c Choice) Settled(m *model.Model) (Choice, error) {
	c, _, _, err := c.settle(m)
	return c, err
}

// settle does what Settled does. It also returns the number of the class, or allClasses, and the sampler, but with the variance β in place
// of the optimal one, which is to be estimated. Its noise levels are those of the sampler with the optimal variance.
func (c Choice) settle(m *model.Model) (settled Choice, class int, sampler *sample.Sampler, err error) {
	if class, err = c.class(m); err != nil {
		return c, 0, nil, err
	}
	o := c.Options
	if o.Variance == sample.Optimal {
		o.Variance = sample.Beta
	}
	if sampler, err = sample.NewSampler(c.Sampler, m.Schedule, o); err != nil {
		return c, 0, nil, err
	}
	wanted := c.Options.Variance
	c.Options = sampler.Options()
	c.Options.Variance = cmp.Or(wanted, c.Options.Variance)
	return c, class, sampler, nil
}

// allClasses stands for points of all classes.
const allClasses = -1

// class returns the number of the class, or allClasses. It fails if class and guidance are not possible for the model.
func (c Choice) class(m *model.Model) (int, error) {
	switch {
	case math.IsNaN(c.Guidance) || math.IsInf(c.Guidance, 0):
		return 0, fmt.Errorf("guidance %v: want a number", c.Guidance)
	case c.Class == "" && c.Guidance != 0:
		return 0, errors.New("guidance leads towards a class: want --class with it")
	case c.Class == "":
		return allClasses, nil
	case m.Labels == nil:
		return 0, fmt.Errorf("class %s: the network knows no classes; it learns them with ddpm train --label", c.Class)
	}
	class := slices.Index(m.Labels, c.Class)
	if class < 0 {
		return 0, fmt.Errorf("class %s: want one of %s", c.Class, strings.Join(m.Labels, ", "))
	}
	return class, nil
}

// estimationPoints is the number of points of the data that the optimal variance is estimated from.
const estimationPoints = 4096

// New returns the subject of a choice. d is the data that the model was trained on, with its labels if it has any; it may be nil. New
// fails where Settled does, if the data has no point of the class, and if the optimal variance is chosen without data, from which it
// is estimated; or with ctx's error.
func New(ctx context.Context, m *model.Model, d *data.Dataset, c Choice, seed uint64) (*Subject, error) {
	c, class, sampler, err := c.settle(m)
	if err != nil {
		return nil, err
	}
	s := &Subject{Model: m, Choice: c, Denoiser: m.Network, Sampler: sampler, Seed: seed}
	if class != allClasses {
		s.Denoiser = sample.Guided{Conditional: m.Network.Class(class), Unconditional: m.Network, Weight: c.Guidance}
	}
	if d != nil {
		if err := s.setTruth(d, class); err != nil {
			return nil, err
		}
	}
	if c.Options.Variance == sample.Optimal {
		if d == nil {
			return nil, errors.New("the optimal variance is estimated from the data, which is not at hand")
		}
		points := s.Data.Points(estimationPoints, seed)
		s.Axes().To(points, points)
		c.Options.Variances, err = EstimateOptimal(ctx, s.Denoiser, points, sampler.Levels(), seed)
		if err != nil {
			return nil, err
		}
		s.Sampler, err = sample.NewSampler(c.Sampler, m.Schedule, c.Options)
	}
	return s, err
}

// setTruth sets Data, Truth, Distribution and Best from the data of all classes.
func (s *Subject) setTruth(d *data.Dataset, class int) error {
	s.whole = d
	if s.Data = d; class != allClasses {
		var err error
		if s.Data, err = d.Given(class); err != nil {
			return err
		}
	}
	s.Truth = TruthOf(s.Data)
	if s.Data.Distribution != nil {
		s.setBest(func(d *data.Dataset) *mixture.Mixture { return d.Distribution })
	}
	return nil
}

// setBest sets Distribution and Best from the distribution of a dataset, in the units of the data. It asks for that of all classes only if
// guidance needs it.
func (s *Subject) setBest(of func(*data.Dataset) *mixture.Mixture) {
	s.Distribution = s.Axes().Distribution(of(s.Data))
	s.Best = bestDenoiser{sample.Exact{Distribution: s.Distribution}}
	if s.Choice.Class != "" {
		unconditional := bestDenoiser{sample.Exact{Distribution: s.Axes().Distribution(of(s.whole))}}
		s.Best = sample.Guided{Conditional: s.Best, Unconditional: unconditional, Weight: s.Choice.Guidance}
	}
}

// Blurred returns the subject beside the best possible network for the points that the model was trained on, with their noise: Distribution
// is that of data.Dataset.BlurredPoints, and Best its ε*. So everything that is measured exactly can be measured for a file, too. But the
// blurred points are only what the network was shown: they are not the truth. Blurred returns nil if there are no fixed points.
func (s *Subject) Blurred() *Subject {
	if s.Data == nil || s.Data.Fixed == nil {
		return nil
	}
	blurred := *s
	blurred.isBlurred = true
	blurred.setBest((*data.Dataset).BlurredPoints)
	return &blurred
}

// TruthOf returns the truth that points are compared with: the distribution if it is known, else the points held out, else all points.
func TruthOf(d *data.Dataset) compare.Truth {
	switch {
	case d.Distribution != nil:
		return compare.WithTraining(compare.Distribution(d.Name, d.Distribution), d.Fixed)
	case d.Held != nil:
		return compare.WithTraining(compare.Rows(d.Name, d.Held), d.Fixed)
	}
	return compare.Rows(d.Name, d.Fixed)
}

// Axes returns the standardised coordinates that the network works in.
func (s *Subject) Axes() data.Standardizer { return AxesOf(s.Model) }

// AxesOf returns the standardised coordinates that a model's network works in.
func AxesOf(m *model.Model) data.Standardizer {
	return data.Standardizer{Mean: m.Mean, Scale: m.Scale}
}

// Likelihood returns the method that computes the density of the subject's points to a tolerance, over the noise levels that the
// network was trained on.
func (s *Subject) Likelihood(tolerance float64) likelihood.Integral {
	lowest, highest := s.Model.KnownLogSNRs()
	return likelihood.New(lowest, highest, tolerance)
}

// Draw sets x to points of the subject, in the units of the data. They are the points number first, first + 1, … of the seed; first must
// be a multiple of sample.Block. A point depends on its number only. Draw calls each of watch with every state of the chain, which is in
// standardised coordinates. The error is ctx's, or the first of watch.
func (s *Subject) Draw(ctx context.Context, x []data.Point, first int, watch ...func(sample.State) error) error {
	noise := sample.Noise{Seed: s.Seed, First: first}
	noise.Start(x)
	for state, err := range s.Sampler.Chain(ctx, s.Denoiser, noise, x) {
		if err != nil {
			return err
		}
		for _, see := range watch {
			if err := see(state); err != nil {
				return err
			}
		}
	}
	s.Axes().From(x, x)
	return nil
}
