package audit

import (
	"context"
	"math"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
)

// Part is a part of the points that a network is trained on: all that have the same class, or no class.
type Part struct {
	Share        float64          // of all points
	Denoiser     sample.Denoiser  // the network's prediction for these points
	Distribution *mixture.Mixture // of these points, in standardised coordinates
}

// Parts returns the parts of a training on a distribution in standardised coordinates. Without classes there is one part. With classes,
// each class is a part, and so are the points whose label is dropped, with the share labelDropout.
func Parts(network *model.Network, distribution *mixture.Mixture, labelDropout float64) []Part {
	classes := network.Config().Classes
	if classes == 0 {
		return []Part{{1, network, distribution}}
	}
	var parts []Part
	for class := range classes {
		share := (1 - labelDropout) * distribution.LabelWeight(class)
		parts = append(parts, Part{share, network.Class(class), distribution.Given(class)})
	}
	if labelDropout > 0 {
		parts = append(parts, Part{labelDropout, network, distribution})
	}
	return parts
}

// Progress measures the excess loss of a network during its training, on all parts of the training. So the expected training loss is
// the excess and the irreducible loss together.
type Progress struct {
	parts  []Part
	probes []*Probe // of each part
}

// NewProgress returns the measure of a training, at no more than count times of the schedule. At each time there are about as many
// points as given, the same number for each part and at least two. The points are a function of seed.
func NewProgress(parts []Part, schedule *model.Schedule, count, points int, seed uint64) *Progress {
	p := &Progress{parts: parts}
	for i, part := range parts {
		own := seed
		if i > 0 { // points of their own, so that the parts' errors are independent
			own = data.Rand(seed, data.Probe, -1, i).Uint64()
		}
		p.probes = append(p.probes, NewProbe(part.Distribution, schedule, sample.Beta, count, max(2, points/len(parts)), own))
	}
	return p
}

// Irreducible returns the irreducible loss, a mean over the parts. It takes a second or so the first time.
func (p *Progress) Irreducible() (mean float64) {
	for i, part := range p.parts {
		mean += part.Share * p.probes[i].irreducible().Mean(p.probes[i].schedule)
	}
	return mean
}

// Gap returns the excess loss of the network as it is now, with zeros for Irreducible, Optimal and Learned. It is a mean over the parts,
// also at each time. The error is ctx's.
func (p *Progress) Gap(ctx context.Context) (mean ExcessLoss, err error) {
	variance := 0.0
	for i, part := range p.parts {
		e, err := p.probes[i].Gap(ctx, part.Denoiser)
		if err != nil {
			return mean, err
		}
		mean.Total += part.Share * e.Total
		variance += math.Pow(part.Share*e.SE, 2)
		if i == 0 {
			mean.ByT = make([]LevelLoss, len(e.ByT))
		}
		for k, level := range e.ByT {
			m := &mean.ByT[k]
			m.T, m.LogSNR = level.T, level.LogSNR
			m.Excess += part.Share * level.Excess
			m.SE = math.Hypot(m.SE, part.Share*level.SE)
			m.Nats += part.Share * level.Nats
		}
	}
	mean.SE = math.Sqrt(variance)
	return mean, nil
}
