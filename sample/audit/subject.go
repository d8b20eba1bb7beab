// Package audit holds a model against the best possible one, which is known where the distribution of the data is: excess loss,
// KL divergence, the error budget of the chain, chains and samplers beside exact ones, and what the forward process forgets.
//
// Start at Subject: it is what is measured.
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
)

// Choice says which points of a model are meant, and how they are drawn.
type Choice struct {
	Class    string  // the name of a class; "": points of all classes
	Guidance float64 // weight of classifier-free guidance towards the class
	Sampler  string  // a name of sample.SamplerNames
	Options  sample.Options
}

// Subject is a model with the class, the guidance and the sampler of a Choice. It is made once, and all that draws points or
// measures something takes it. So no measurement can see another class, guidance or sampler than the points had.
type Subject struct {
	Model    *model.Model
	Choice   Choice
	Denoiser sample.Differentiable // the network's prediction for the class, guided
	Sampler  sample.Sampler
	Seed     uint64 // of the points that are drawn, and of what they are compared with

	// The data of the class. All that follows is nil if the data is not at hand.
	Data  *data.Dataset
	Truth compare.Truth // what points are judged against

	// Distribution is the true one of the class, in the network's standardised coordinates, and Best is the denoiser that the
	// network would be if it were perfect, with the same guidance. Both are nil if the distribution is not known.
	Distribution *mixture.Mixture
	Best         sample.Differentiable
}

// Settled returns the choice for a model with every default in its place. The error says what is wrong with it, and begins with the
// name of that: an unknown name, a class that the model does not know, an option that makes no sense. Of the model only the schedule
// and the labels are looked at.
func (c Choice) Settled(m *model.Model) (Choice, error) {
	if _, err := c.class(m); err != nil {
		return c, err
	}
	sampler, err := c.anyVariance(m)
	if err != nil {
		return c, err
	}
	wanted := c.Options.Variance
	c.Options = sampler.Options()
	c.Options.Variance = cmp.Or(wanted, c.Options.Variance)
	return c, nil
}

// allClasses stands for points of all classes.
const allClasses = -1

// class returns the number of the class, or allClasses.
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

// anyVariance returns the sampler with β in place of an optimal variance, which is still to be estimated. Its levels are the same.
func (c Choice) anyVariance(m *model.Model) (sample.Sampler, error) {
	o := c.Options
	if o.Variance == sample.Optimal {
		o.Variance = sample.Beta
	}
	return sample.NewSampler(c.Sampler, m.Schedule, o)
}

// estimationPoints is how many points of the data the optimal variance is estimated from.
const estimationPoints = 4096

// New returns the subject of a choice. d is the data that the model was trained on, with its labels if it has any, or nil if that
// is not at hand. It fails as Settled does, if the data has no point of the class, and if the optimal variance has no data to be
// estimated from; the error is ctx's if ctx ends.
func New(ctx context.Context, m *model.Model, d *data.Dataset, c Choice, seed uint64) (*Subject, error) {
	c, err := c.Settled(m)
	if err != nil {
		return nil, err
	}
	class, err := c.class(m)
	if err != nil {
		return nil, err
	}
	s := &Subject{Model: m, Choice: c, Denoiser: m.Network, Seed: seed}
	if class != allClasses {
		s.Denoiser = guided(m.Network.Class(class), m.Network, c.Guidance)
	}
	if d != nil {
		if err := s.know(d, class); err != nil {
			return nil, err
		}
	}
	if c.Options.Variance == sample.Optimal {
		if d == nil {
			return nil, errors.New("the optimal variance is estimated from the data, which is not at hand")
		}
		chain, err := c.anyVariance(m)
		if err != nil {
			return nil, err
		}
		points := s.Data.Points(estimationPoints, seed)
		s.Axes().To(points, points)
		c.Options.Variances, err = sample.EstimateOptimal(ctx, s.Denoiser, points, chain.Levels(), seed)
		if err != nil {
			return nil, err
		}
	}
	s.Sampler, err = sample.NewSampler(c.Sampler, m.Schedule, c.Options)
	return s, err
}

// know fills in what is known of the truth from the data of all classes.
func (s *Subject) know(d *data.Dataset, class int) error {
	all := d.Distribution
	if s.Data = d; class != allClasses {
		var err error
		if s.Data, err = d.Given(class); err != nil {
			return err
		}
	}
	s.Truth = TruthOf(s.Data)
	if s.Data.Distribution == nil {
		return nil
	}
	s.Distribution = s.Axes().Distribution(s.Data.Distribution)
	s.Best = nearlyExact{sample.Exact{Distribution: s.Distribution}}
	if class != allClasses {
		s.Best = guided(s.Best, nearlyExact{sample.Exact{Distribution: s.Axes().Distribution(all)}}, s.Choice.Guidance)
	}
	return nil
}

// guided returns the guided denoiser, or, without guidance, the conditional one.
func guided(conditional, unconditional sample.Differentiable, weight float64) sample.Differentiable {
	if weight == 0 {
		return conditional
	}
	return sample.Guided{Conditional: conditional, Unconditional: unconditional, Weight: weight}
}

// TruthOf returns what points are judged against: a distribution if it is known, else points that were not trained on, else all.
func TruthOf(d *data.Dataset) compare.Truth {
	var truth compare.Truth
	switch {
	case d.Distribution != nil:
		truth = compare.Distribution(d.Name, d.Distribution)
	case d.Held != nil:
		truth = compare.Rows(d.Name, d.Held)
	default:
		return compare.Rows(d.Name, d.Fixed)
	}
	return compare.WithTraining(truth, d.Fixed)
}

// Axes returns the standardised coordinates that the network works in.
func (s *Subject) Axes() data.Standardizer { return AxesOf(s.Model) }

// AxesOf returns the standardised coordinates that a model's network works in.
func AxesOf(m *model.Model) data.Standardizer {
	return data.Standardizer{Mean: m.Mean, Scale: m.Scale}
}

// Likelihood returns how the density of the subject is found, to a tolerance: over the noise levels that the network knows.
func (s *Subject) Likelihood(tolerance float64) sample.Likelihood {
	lowest, highest := s.Model.KnownLogSNRs()
	return sample.NewLikelihood(lowest, highest, tolerance)
}

// Draw sets x to points of the subject, in the units of the data. The first of them has the number first among all points of the
// seed, a multiple of sample.Block; what a point gets depends on its number only. Each state of the chain, in standardised
// coordinates, is shown to those who watch. The error is ctx's, or theirs.
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

// nearlyExact is sample.Exact at a fraction of the cost for distributions of many components, with those of noised.
type nearlyExact struct{ sample.Exact }

func (e nearlyExact) PredictNoise(dst, x []data.Point, logSNR float64) {
	noised(e.Distribution, logSNR).Scores(dst, x)
	_, noise := model.SignalNoise(logSNR)
	for i := range dst {
		dst[i][0] *= -noise
		dst[i][1] *= -noise
	}
}
