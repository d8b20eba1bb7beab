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
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// measuredEvals are the numbers of evaluations that samplers are measured with if nothing is said.
var measuredEvals = []int{5, 10, 20, 50, 100}

// judged returns where the points to judge come from. With --samplers, --evals is for those alone.
func (c *compareCmd) judged(m *model.Model) (source, error) {
	names := sample.SamplerNames()
	for _, name := range c.Samplers {
		if !slices.Contains(names, name) {
			return source{}, fmt.Errorf("--samplers %s: want some of %s", name, strings.Join(names, ", "))
		}
	}
	for _, evals := range c.Evals {
		if evals < 1 {
			return source{}, fmt.Errorf("--evals %d: want at least 1", evals)
		}
	}
	var own *int
	if c.Samplers == nil && c.Evals != nil {
		own = &c.Evals[0]
		if len(c.Evals) > 1 {
			return source{}, errors.New("--evals takes several numbers only with --samplers")
		}
	}
	return c.sampling.source(m, own)
}

// measureSamplers measures the samplers that were asked for; if none were, it returns nil.
func (c *compareCmd) measureSamplers(ctx context.Context, a *app, s source, truth *data.Dataset) (*compare.Samplers, error) {
	if c.Samplers == nil {
		return nil, nil
	}
	evals := c.Evals
	if evals == nil {
		evals = measuredEvals
	}
	bar := a.bar(len(c.Samplers)*len(evals), "samplers")
	defer bar.Finish()
	measured, err := compare.MeasureSamplers(ctx, s.denoiser, standardizer(s.Model), truthOf(truth), s.Schedule,
		c.Samplers, evals, min(c.Count, effort.chainPoints), a.Seed, func() { bar.Add(1) })
	if ctx.Err() == nil {
		err = badInput(err) // too few points, the only thing that is left to be wrong
	}
	return &measured, err
}

// samplersPicture shows what samplers make of a number of evaluations.
func samplersPicture(s compare.Samplers) picture {
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
