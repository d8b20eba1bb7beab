package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"

	"github.com/schollz/progressbar/v3"
)

// sampling are the flags of the commands that draw points from a model. A flag's name in JSON is its own.
type sampling struct {
	Count    int      `json:"count" short:"n" default:"10000" group:"Sampling" help:"How many points to draw."`
	Sampler  string   `json:"sampler" default:"${sampler}" group:"Sampling" help:"The way from noise to points: ddpm, the chain that was trained, adds noise at every step; ddim takes its steps without; heun and dpmpp solve the flow with longer steps, dpmpp best with few."`
	Variance string   `json:"variance" group:"Sampling" placeholder:"NAME" help:"Noise that ddpm adds at each step, beta, beta-tilde or optimal: beta keeps the spread with few steps; optimal is estimated from the data first (beta)."`
	Eta      *float64 `json:"eta,omitempty" group:"Sampling" placeholder:"SHARE" help:"Noise that ddim and dpmpp add at each step: 0 none, and the way is a function of where it starts; 1 as much as ddpm (ddim 0, dpmpp 0.7)."`
	Class    string   `json:"class" group:"Sampling" placeholder:"NAME" help:"Draw points of this class only, from a run that was trained with --label."`
	Guidance float64  `json:"guidance" group:"Sampling" default:"0" help:"Classifier-free guidance w: lead points of a class away from those of all others, for purer and less varied ones; 0 keeps to the class's own law."`
	ClipX0   float64  `json:"clip-x0" name:"clip-x0" default:"0" group:"Sampling" help:"Hold each predicted x_0 within this many standard deviations of the mean; 0 does not clip."`
}

// Points that are written as they are drawn may be many; those that are judged or drawn together are held in memory.
const (
	mostStreamed = 1 << 40
	mostHeld     = 1 << 24
)

// checkCount fails unless count points can be had, of which there may be so many.
func checkCount(count, most int) error {
	if count < 1 || count > most {
		return fmt.Errorf("--count %d: want 1 to %d", count, most)
	}
	return nil
}

// evaluations is the flag of the commands that draw one set of points.
type evaluations struct {
	Evals *int `json:"evals,omitempty" group:"Sampling" placeholder:"N" help:"Network evaluations a point: fewer are faster and farther from the truth (ddpm and ddim: every step of the chain; heun 21, dpmpp 20)."`
}

// source is where points come from: a model, what predicts the noise for it, and the way that they take.
type source struct {
	*model.Model
	denoiser sample.Differentiable
	sampler  sample.Sampler
	class    int     // of the points; noClass: of all
	guidance float64 // towards the class
}

// noClass stands for points of all classes.
const noClass = -1

// source returns what the flags describe of a model, with so many evaluations or, if that is nil, as many
// as the sampler takes by default.
func (s sampling) source(m *model.Model, evals *int) (source, error) {
	number := 0
	if evals != nil {
		if number = *evals; number < 1 {
			return source{}, fmt.Errorf("--evals %d: want at least 1", number)
		}
	}
	sampler, err := sample.NewSampler(s.Sampler, m.Schedule, sample.Options{
		Evals: number, Variance: sample.Variance(s.Variance), Eta: s.Eta, ClipX0: s.ClipX0,
	})
	if err != nil {
		return source{}, err
	}
	from := source{m, m.Network, sampler, noClass, s.Guidance}
	switch {
	case math.IsNaN(s.Guidance) || math.IsInf(s.Guidance, 0):
		return source{}, fmt.Errorf("--guidance %v: want a number", s.Guidance)
	case s.Class == "" && s.Guidance != 0:
		return source{}, errors.New("--guidance leads towards a class: want --class with it")
	case s.Class == "":
		return from, nil
	case m.Labels == nil:
		return source{}, fmt.Errorf("--class %s: the network knows no classes; it learns them with ddpm train --label", s.Class)
	}
	if from.class = slices.Index(m.Labels, s.Class); from.class < 0 {
		return source{}, fmt.Errorf("--class %s: want one of %s", s.Class, strings.Join(m.Labels, ", "))
	}
	from.denoiser = m.Network.Class(from.class)
	if s.Guidance != 0 {
		from.denoiser = sample.Guided{Conditional: from.denoiser, Unconditional: m.Network, Weight: s.Guidance}
	}
	return from, nil
}

// truth returns what points of the source are judged by: the part of the dataset that is of its class.
func (s source) truth(d *data.Dataset) (*data.Dataset, error) {
	if s.class == noClass {
		return d, nil
	}
	return d.Given(s.class)
}

// best returns the denoiser that guidance would have, were the network perfect, of the law of the model's data; and nil without
// guidance, as it is then that of the class's own law.
func (s source) best(law *data.Mixture) sample.Denoiser {
	if s.guidance == 0 || law == nil {
		return nil
	}
	law = standardizer(s.Model).Law(law)
	return sample.Guided{
		Conditional: sample.Exact{Law: law.Given(s.class)}, Unconditional: sample.Exact{Law: law}, Weight: s.guidance,
	}
}

// estimated reports whether prepare has to estimate something from data.
func (s sampling) estimated() bool { return sample.Variance(s.Variance) == sample.Optimal }

// estimationPoints is how many points of the data the optimal variance is estimated from.
const estimationPoints = 4096

// prepare estimates from the data that the model was trained on what the sampler still needs to know.
func (s source) prepare(ctx context.Context, dataset *data.Dataset, seed uint64) error {
	ancestral, ok := s.sampler.(*sample.Ancestral)
	if !ok || ancestral.Variance != sample.Optimal {
		return nil
	}
	points := dataset.Points(estimationPoints, seed)
	standardizer(s.Model).To(points, points)
	return ancestral.Estimate(ctx, s.denoiser, points, seed)
}

// standardizer returns the coordinates that a model works in.
func standardizer(m *model.Model) data.Standardizer {
	return data.Standardizer{Mean: m.Mean, Scale: m.Scale}
}

// steps returns the number of steps of a chain.
func (s source) steps() int { return len(s.sampler.Levels()) - 1 }

// times returns the times of a chain's states on the model's schedule.
func (s source) times() []float64 {
	var times []float64
	for _, level := range s.sampler.Levels() {
		times = append(times, s.Schedule.Time(level))
	}
	return times
}

// observer is shown every state of a chain.
type observer func(sample.State) error

// draw sets x to points drawn from the source, in the units of the data, and shows the chain to observers on the way.
func (s source) draw(ctx context.Context, noise sample.Noise, x []data.Point, observers ...observer) error {
	noise.Start(x)
	for state, err := range s.sampler.Chain(ctx, s.denoiser, noise, x) {
		if err != nil {
			return err
		}
		for _, observe := range observers {
			if err := observe(state); err != nil {
				return err
			}
		}
	}
	standardizer(s.Model).From(x, x)
	return nil
}

// moveBar is an observer that moves a bar on by one for each step of a chain.
func moveBar(bar *progressbar.ProgressBar) observer {
	return func(state sample.State) error {
		if state.Step == 0 {
			return nil
		}
		return bar.Add(1)
	}
}
