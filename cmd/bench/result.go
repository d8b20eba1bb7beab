package main

import (
	"context"
	"encoding/json"
)

// speed is what is printed.
type speed struct {
	Threads int        `json:"threads"` // of this program
	Rounds  int        `json:"rounds"`
	Peak    float64    `json:"peak_gflops"` // of all cores together
	Torch   *torchInfo `json:"torch,omitempty"`
	own
	Default own       `json:"default"` // the same of our default network
	Step    breakdown `json:"step"`

	contests []*contest
}

// own are the results of one network.
type own struct {
	Train  []trainSpeed `json:"train"`
	Sample sampleSpeed  `json:"sample"`
}

// trainSpeed is the speed of an optimiser step. What depends on PyTorch is left out where there is none.
type trainSpeed struct {
	Batch     int      `json:"batch"`
	MS        float64  `json:"ms"`
	TorchMS   *float64 `json:"torch_ms,omitempty"`
	Ratio     *float64 `json:"ratio,omitempty"` // torch_ms / ms
	GFLOPS    float64  `json:"gflops"`          // of matrix products that the step needs
	PeakShare float64  `json:"peak_share"`
}

// sampleSpeed is how many times a second the network is evaluated at a point.
type sampleSpeed struct {
	Evals      float64  `json:"evals_per_s"`
	TorchEvals *float64 `json:"torch_evals_per_s,omitempty"`
	Ratio      *float64 `json:"ratio,omitempty"`
}

// torchInfo says which PyTorch it was.
type torchInfo struct {
	Version string  `json:"version"`
	Product float64 `json:"product_gflops"` // of matrix products of a layer's size, at the best thread setting
}

// productRows is the batch of the products that torchInfo rates.
const productRows = 512

// inspect rates PyTorch's matrix products.
func inspect(ctx context.Context, torch []*torchProcess, w window) (*torchInfo, error) {
	info := &torchInfo{Version: torch[0].Version}
	for _, p := range torch {
		seconds, err := p.pace(ctx, "product", productRows, w)
		if err != nil {
			return nil, err
		}
		operations := float64(2 * productRows * tinyDiffusion.Width * tinyDiffusion.Width)
		info.Product = max(info.Product, operations/seconds/1e9)
	}
	return info, nil
}

// slow says that PyTorch's matrix products are so far from what a core can do that its BLAS must be a plain one.
func (t torchInfo) slow(s speed) bool { return t.Product < s.Peak/float64(s.Threads)/5 }

// add sets the results to the medians of contests.
func (s *speed) add(contests []*contest) {
	s.contests = contests
	for _, c := range contests {
		to := &s.own
		if c.network != tinyDiffusion {
			to = &s.Default
		}
		if c.do == training {
			to.Train = append(to.Train, c.trainSpeed(s.Peak))
		} else {
			to.Sample = c.sampleSpeed()
		}
	}
}

// gflops returns the rate of this program's matrix products.
func (c *contest) gflops() float64 { return c.flops() / median(c.seconds) / 1e9 }

func (c *contest) trainSpeed(peak float64) trainSpeed {
	seconds, gflops := median(c.seconds), c.gflops()
	result := trainSpeed{Batch: c.points, MS: 1e3 * seconds, GFLOPS: gflops, PeakShare: gflops / peak}
	if torch, _, ok := c.best(); ok {
		result.TorchMS, result.Ratio = new(1e3*torch), new(torch/seconds)
	}
	return result
}

func (c *contest) sampleSpeed() sampleSpeed {
	seconds, evals := median(c.seconds), float64(c.points*tinyTimesteps)
	result := sampleSpeed{Evals: evals / seconds}
	if torch, _, ok := c.best(); ok {
		result.TorchEvals, result.Ratio = new(evals/torch), new(torch/seconds)
	}
	return result
}

// print prints the results as JSON or for people.
func (s *speed) print(a *app) error {
	if !a.JSON {
		return s.table(a.stdout)
	}
	encoder := json.NewEncoder(a.stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(s)
}
