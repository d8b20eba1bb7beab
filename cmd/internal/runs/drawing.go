package runs

import (
	"fmt"
	"slices"

	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
)

// Sampling are the flags of the commands that draw points from a model. A flag's name in JSON is its own.
type Sampling struct {
	Count    int      `json:"count" short:"n" default:"10000" group:"Sampling" help:"How many points to draw."`
	Sampler  string   `json:"sampler" default:"${sampler}" group:"Sampling" help:"How noise becomes points: ddpm, the chain that was trained, adds noise at every step; ddim takes the same steps without noise; heun and dpmpp take longer steps, and dpmpp is best with few of them."`
	Grid     string   `json:"grid,omitempty" group:"Sampling" placeholder:"NAME" help:"At which noise levels the steps of a sampler end: ${grids}. trailing: times of the chain, spread evenly; log-snr: even in log-SNR; karras or karras:RHO: even in a root of the noise; sinh: closest where it is decided where points go (ddpm and ddim trailing, heun and dpmpp sinh)."`
	Variance string   `json:"variance" group:"Sampling" placeholder:"NAME" help:"Variance of the noise that ddpm adds at each step: beta, which keeps the spread with few steps, beta-tilde, or optimal, which is estimated from the data first (beta)."`
	Eta      *float64 `json:"eta,omitempty" group:"Sampling" placeholder:"SHARE" help:"How much noise ddim and dpmpp add at each step, from 0, none, to 1, as much as ddpm with beta-tilde (ddim 0, dpmpp 0.7)."`
	Class    string   `json:"class" group:"Sampling" placeholder:"NAME" help:"Draw points of this class only, from a run that was trained with --label."`
	Guidance float64  `json:"guidance" group:"Sampling" default:"0" help:"Weight w of classifier-free guidance, which moves points of a class away from those of all others: they become purer and less varied. 0 keeps the class's own distribution."`
	ClipX0   float64  `json:"clip-x0" name:"clip-x0" default:"0" group:"Sampling" help:"Hold each predicted x_0 within this many standard deviations of the mean; 0 does not clip."`
}

// Evaluations is the flag of the commands that draw one set of points.
type Evaluations struct {
	Evals *int `json:"evals,omitempty" group:"Sampling" placeholder:"N" help:"Network evaluations a point: fewer are faster and farther from the truth (ddpm and ddim: every step of the chain; heun 21, dpmpp 20)."`
}

// Drawing is how points are drawn from a network.
type Drawing struct {
	Sampling
	Evaluations
}

// Drawn says how points were drawn: every flag of sampling with the value that it had, whether it was given or not, and the seed.
type Drawn struct {
	Drawing
	Seed uint64 `json:"seed"`
}

// Choice returns what the flags say of a model's points, with every default in its place. The error is what is wrong with them.
func (d Drawing) Choice(m *model.Model) (audit.Choice, error) {
	c := audit.Choice{
		Class: d.Class, Guidance: d.Guidance, Sampler: d.Sampler,
		Options: sample.Options{Grid: d.Grid, Variance: d.Variance, Eta: d.Eta, ClipX0: d.ClipX0},
	}
	if !slices.Contains(m.Labels, c.Class) { // 1.0 for the class 1
		if name := data.LabelName(c.Class); slices.Contains(m.Labels, name) {
			c.Class = name
		}
	}
	if d.Evals != nil {
		if c.Options.Evals = *d.Evals; c.Options.Evals < 1 {
			return c, fmt.Errorf("--evals %d: want at least 1", c.Options.Evals)
		}
	}
	c, err := c.Settled(m)
	if err != nil {
		return c, fmt.Errorf("--%w", err) // it begins with the name of what is wrong
	}
	return c, nil
}

// DrawnBy returns how count points of a choice, as Settled returns it, are drawn.
func DrawnBy(c audit.Choice, count int, seed uint64) Drawn {
	return Drawn{
		Drawing{
			Sampling{
				Count: count, Sampler: c.Sampler, Grid: c.Options.Grid, Variance: c.Options.Variance, Eta: c.Options.Eta,
				Class: c.Class, Guidance: c.Guidance, ClipX0: c.Options.ClipX0,
			},
			Evaluations{&c.Options.Evals},
		},
		seed,
	}
}
