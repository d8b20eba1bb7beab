package main

import (
	"context"
	"fmt"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"

	"github.com/schollz/progressbar/v3"
)

// sampling are the flags of the commands that draw points from a model. A flag's name in JSON is its own.
type sampling struct {
	Count    int      `json:"count" short:"n" default:"10000" group:"Sampling" help:"How many points to draw."`
	Sampler  string   `json:"sampler" default:"${sampler}" group:"Sampling" help:"The way from noise to points: ddpm, the chain that was trained, adds noise at every step; ddim takes its steps without; heun and dpmpp solve the flow with longer steps, dpmpp best with few."`
	Variance string   `json:"variance" group:"Sampling" placeholder:"NAME" help:"Noise that ddpm adds at each step, beta, beta-tilde or optimal: beta keeps the spread with few steps; optimal is estimated from the data first (beta)."`
	Eta      *float64 `json:"eta,omitempty" group:"Sampling" placeholder:"SHARE" help:"Noise that ddim and dpmpp add at each step: 0 none, and the way is a function of where it starts; 1 as much as ddpm (ddim 0, dpmpp 0.7)."`
	Class    string   `json:"class" group:"Sampling" placeholder:"NAME" help:"Draw points of this class only, from a run that was trained with --label."`
	Guidance float64  `json:"guidance" group:"Sampling" default:"0" help:"Classifier-free guidance w: lead points of a class away from those of all others, for purer and less varied ones; 0 keeps to the class's own distribution."`
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

// drawing is how points are drawn from a network.
type drawing struct {
	sampling
	evaluations
}

// drawn says how points were drawn: every flag of sampling with the value that it had, whether it was given or not, and the seed.
type drawn struct {
	drawing
	Seed uint64 `json:"seed"`
}

// choice returns what the flags say of a model's points, with every default in its place. The error is what is wrong with them.
func (d drawing) choice(m *model.Model) (audit.Choice, error) {
	c := audit.Choice{
		Class: d.Class, Guidance: d.Guidance, Sampler: d.Sampler,
		Options: sample.Options{Variance: sample.Variance(d.Variance), Eta: d.Eta, ClipX0: d.ClipX0},
	}
	if d.Evals != nil {
		if c.Options.Evals = *d.Evals; c.Options.Evals < 1 {
			return c, badInput(fmt.Errorf("--evals %d: want at least 1", c.Options.Evals))
		}
	}
	c, err := c.Settled(m)
	if err != nil {
		return c, badInput(fmt.Errorf("--%w", err)) // it begins with the name of what is wrong
	}
	return c, nil
}

// drawnBy returns how count points of a choice, as Settled returns it, are drawn.
func drawnBy(c audit.Choice, count int, seed uint64) drawn {
	return drawn{
		drawing{
			sampling{
				Count: count, Sampler: c.Sampler, Variance: string(c.Options.Variance), Eta: c.Options.Eta,
				Class: c.Class, Guidance: c.Guidance, ClipX0: c.Options.ClipX0,
			},
			evaluations{&c.Options.Evals},
		},
		seed,
	}
}

// newSubject is audit.New. What can be wrong with a settled choice, other than an interrupt, is that there are no points of its class.
func newSubject(ctx context.Context, m *model.Model, d *data.Dataset, c audit.Choice, seed uint64) (*audit.Subject, error) {
	subject, err := audit.New(ctx, m, d, c, seed)
	if ctx.Err() == nil {
		err = badInput(err)
	}
	return subject, err
}

// observer is shown every state of a chain.
type observer = func(sample.State) error

// times returns the times of a chain's states on its model's schedule.
func times(s *audit.Subject) []float64 {
	var times []float64
	for _, level := range s.Sampler.Levels() {
		times = append(times, s.Model.Schedule.Time(level))
	}
	return times
}

// draw returns points of the subject, and shows the chain to observers on the way.
func (a *app) draw(ctx context.Context, s *audit.Subject, count int, observers ...observer) ([]data.Point, error) {
	bar := a.bar(len(s.Sampler.Levels())-1, "sampling")
	defer bar.Finish()
	points := make([]data.Point, count)
	return points, s.Draw(ctx, points, 0, append(observers, moveBar(bar))...)
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
