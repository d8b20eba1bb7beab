package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/audit"
)

// measuredEvals are the numbers of evaluations that samplers are measured with if nothing is said.
var measuredEvals = []int{5, 10, 20, 50, 100}

// choice returns how the points to judge are drawn. With --samplers, --evals is for those alone.
func (c *compareCmd) choice(a *app, m *model.Model) (audit.Choice, error) {
	names := sample.SamplerNames()
	for _, name := range c.Samplers {
		if !slices.Contains(names, name) {
			return audit.Choice{}, badInput(fmt.Errorf("--samplers %s: want some of %s", name, strings.Join(names, ", ")))
		}
	}
	for _, evals := range c.Evals {
		if evals < 1 {
			return audit.Choice{}, badInput(fmt.Errorf("--evals %d: want at least 1", evals))
		}
	}
	d := drawing{sampling: c.sampling}
	if c.Samplers != nil {
		for _, name := range []string{"variance", "eta", "clip-x0"} {
			if a.gave(name) {
				return audit.Choice{}, badInput(fmt.Errorf("--%s: with --samplers each sampler has its defaults, and other numbers "+
					"would not be of what the table is of; want --%s without --samplers", name, name))
			}
		}
	} else if c.Evals != nil {
		d.Evals = &c.Evals[0]
		if len(c.Evals) > 1 {
			return audit.Choice{}, badInput(errors.New("--evals takes several numbers only with --samplers"))
		}
	}
	return d.choice(m)
}

// measureSamplers measures the samplers that were asked for; if none were, it returns nil.
func (c *compareCmd) measureSamplers(ctx context.Context, a *app, s *audit.Subject) (*audit.Samplers, error) {
	if c.Samplers == nil {
		return nil, nil
	}
	evals := c.Evals
	if evals == nil {
		evals = measuredEvals
	}
	bar := a.bar(len(c.Samplers)*len(evals), "samplers")
	defer bar.Finish()
	measured, err := audit.MeasureSamplers(ctx, s, c.Samplers, evals, min(c.Count, effort.chainPoints), func() { bar.Add(1) })
	if ctx.Err() == nil {
		err = badInput(err) // too few points, the only thing that is left to be wrong
	}
	return &measured, err
}

// samplersPicture shows what samplers make of a number of evaluations.
func samplersPicture(s audit.Samplers) picture {
	floors := func(distance *float64) float64 {
		if distance == nil {
			return math.NaN()
		}
		return *distance / s.Floor
	}
	var curves []figure.Sampler
	for _, c := range s.Cells {
		if len(curves) == 0 || curves[len(curves)-1].Name != c.Sampler {
			curves = append(curves, figure.Sampler{Name: c.Sampler})
		}
		curve := &curves[len(curves)-1]
		curve.Evals = append(curve.Evals, float64(c.Evals))
		curve.Learned = append(curve.Learned, floors(c.Learned))
		curve.Exact = append(curve.Exact, floors(c.Exact))
	}
	return picture{"samplers.png", func(w io.Writer) error { return figure.Samplers(w, curves) }}
}
