package main

import "context"

// result is what the command prints. What depends on PyTorch is left out where there is none.
type result struct {
	Threads int        `json:"threads"` // of this program
	Rounds  int        `json:"rounds"`
	Peak    float64    `json:"peak_gflops"` // of all cores together
	Torch   *torchInfo `json:"torch,omitempty"`
	networkSpeed
	Default networkSpeed `json:"default"` // of our default network
	Step    breakdown    `json:"step"`

	workloads []*workload
}

// networkSpeed is the speed of one network.
type networkSpeed struct {
	Train  []trainSpeed `json:"train"`
	Sample sampleSpeed  `json:"sample"`
}

// trainSpeed is the speed of a training step.
type trainSpeed struct {
	Batch     int      `json:"batch"`
	MS        float64  `json:"ms"`
	TorchMS   *float64 `json:"torch_ms,omitempty"`
	Ratio     *float64 `json:"ratio,omitempty"` // torch_ms / ms
	GFLOPS    float64  `json:"gflops"`          // of the matrix products that the step needs
	PeakShare float64  `json:"peak_share"`      // gflops / peak_gflops
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

// productRows is the number of rows of the products that torchInfo measures.
const productRows = 512

// newTorchInfo measures PyTorch's matrix products.
func newTorchInfo(ctx context.Context, torch []*torchProcess, w window) (*torchInfo, error) {
	info := &torchInfo{Version: torch[0].Version}
	for _, p := range torch {
		seconds, err := p.time(ctx, "product", productRows, w)
		if err != nil {
			return nil, err
		}
		operations := float64(2 * productRows * tinyDiffusion.Width * tinyDiffusion.Width)
		info.Product = max(info.Product, operations/seconds/1e9)
	}
	return info, nil
}

// slowBLAS reports whether PyTorch's matrix products are so much slower than what a core can do that its BLAS is not an optimised one.
func (r *result) slowBLAS() bool { return r.Torch.Product < r.Peak/float64(r.Threads)/5 }

// add adds the speed of the workloads. Peak must be set.
func (r *result) add(workloads []*workload) {
	r.workloads = workloads
	for _, l := range workloads {
		to := &r.networkSpeed
		if l.network != tinyDiffusion {
			to = &r.Default
		}
		seconds := median(l.seconds)
		torch, _, ok := l.bestTorch()
		if l.do == training {
			speed := trainSpeed{Batch: l.points, MS: 1e3 * seconds, GFLOPS: l.gflops(), PeakShare: l.gflops() / r.Peak}
			if ok {
				speed.TorchMS, speed.Ratio = new(1e3*torch), new(torch/seconds)
			}
			to.Train = append(to.Train, speed)
			continue
		}
		evals := float64(l.points * tinyTimesteps)
		to.Sample = sampleSpeed{Evals: evals / seconds}
		if ok {
			to.Sample.TorchEvals, to.Sample.Ratio = new(evals/torch), new(torch/seconds)
		}
	}
}
