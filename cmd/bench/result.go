package main

import (
	"fmt"

	"ddpm/model"
)

// result is what the command prints. What depends on PyTorch or GoMLX is left out where there is none.
type result struct {
	Threads int        `json:"threads"` // of this program
	Rounds  int        `json:"rounds"`
	Peak    float64    `json:"peak_gflops"` // of all cores together
	Torch   *torchInfo `json:"torch,omitempty"`
	GoMLX   string     `json:"gomlx,omitempty"` // version of GoMLX
	networkSpeed
	Default networkSpeed `json:"default"` // of our default network
	Step    breakdown    `json:"step"`

	rows [][]string // of the table for people
}

// networkSpeed is the speed of one network.
type networkSpeed struct {
	Train  []trainSpeed `json:"train"`
	Sample sampleSpeed  `json:"sample"`
}

// trainSpeed is the speed of a training step.
type trainSpeed struct {
	Batch      int      `json:"batch"`
	MS         float64  `json:"ms"`
	TorchMS    *float64 `json:"torch_ms,omitempty"`
	Ratio      *float64 `json:"ratio,omitempty"` // torch_ms / ms
	GoMLXMS    *float64 `json:"gomlx_ms,omitempty"`
	GoMLXRatio *float64 `json:"gomlx_ratio,omitempty"` // gomlx_ms / ms
	GFLOPS     float64  `json:"gflops"`                // of the matrix products that the step needs
	PeakShare  float64  `json:"peak_share"`            // gflops / peak_gflops
}

// sampleSpeed is the number of network evaluations a second, each at one point.
type sampleSpeed struct {
	Evals      float64  `json:"evals_per_s"`
	TorchEvals *float64 `json:"torch_evals_per_s,omitempty"`
	Ratio      *float64 `json:"ratio,omitempty"`
}

// torchInfo says which PyTorch took part.
type torchInfo struct {
	Version string  `json:"version"`
	Product float64 `json:"product_gflops"` // of matrix products of a layer's size, at the best thread setting
}

// slowBLAS reports whether PyTorch's matrix products are so much slower than what a core can do that its BLAS is not an optimised one.
func (r *result) slowBLAS() bool { return r.Torch.Product < r.Peak/float64(r.Threads)/5 }

// add adds the speed of a workload, and its row. Peak must be set.
func (r *result) add(l *workload) {
	to := &r.networkSpeed
	if l.network != tinyDiffusion {
		to = &r.Default
	}
	seconds := median(l.seconds)
	gflops := l.flops / seconds / 1e9
	speed := trainSpeed{Batch: l.points, MS: 1e3 * seconds, GFLOPS: gflops, PeakShare: gflops / r.Peak}
	evals := float64(l.points * tinyTimesteps)
	samples := sampleSpeed{Evals: evals / seconds}
	name := fmt.Sprintf("training step, batch %d", l.points)
	quantity := func(seconds float64) string { return fmt.Sprintf("%.3f ms", 1e3*seconds) }
	if l.do == sampling {
		name = fmt.Sprintf("sampling %d points, evaluations a second", l.points)
		quantity = func(seconds float64) string { return fmt.Sprintf("%.2f M/s", evals/seconds/1e6) }
	}
	theirs, threads, ratio := "–", "–", "–"
	if torch, at, ok := fastest(l.torch); ok {
		times := torch / seconds
		speed.TorchMS, speed.Ratio = new(1e3*torch), &times
		samples.TorchEvals, samples.Ratio = new(evals/torch), &times
		theirs, threads, ratio = quantity(torch), at.String(), fmt.Sprintf("%.2f×", times)
	}
	gomlx, gomlxRatio := "–", "–"
	if theirs, _, ok := fastest(l.gomlx); ok {
		times := theirs / seconds
		speed.GoMLXMS, speed.GoMLXRatio = new(1e3*theirs), &times
		gomlx, gomlxRatio = quantity(theirs), fmt.Sprintf("%.2f×", times)
	}
	if l.do == training {
		to.Train = append(to.Train, speed)
	} else {
		to.Sample = samples
	}
	r.rows = append(r.rows, []string{
		name, quantity(seconds), theirs, threads, ratio, gomlx, gomlxRatio, fmt.Sprintf("%.1f", gflops), fmt.Sprintf("%.0f%%", 100*speed.PeakShare),
	})
}

// heading adds the row above the workloads of a network.
func (r *result) heading(network model.Config) {
	name := "our default network"
	if network == tinyDiffusion {
		name = "tiny-diffusion's network"
	}
	name = fmt.Sprintf("%s, %d weights", name, weights(network))
	r.rows = append(r.rows, nil, []string{name, "ours", "PyTorch", "threads", "ratio", "GoMLX", "ratio", "GFLOP/s", "of peak"})
}
