package audit

import (
	"context"
	"math"

	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample"
)

// Part is a share of the points that a network is trained on, with what it predicts for them and their distribution in
// standardised coordinates.
type Part struct {
	Share        float64
	Denoiser     sample.Denoiser
	Distribution *mixture.Mixture
}

// Parts returns the parts of a training on a distribution in standardised coordinates. Without classes that is one part. With them,
// the network is told the class of a point unless it is dropped: so each class is a part, and all points without their class are
// another, with the share labelDropout.
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

// Progress measures how far a network is from the best possible one while it is trained: with the points, the classes and the
// dropped labels that the training itself has. So its Total + Irreducible is what the training loss is, but for chance.
type Progress struct {
	parts  []Part
	probes []*Probe
}

// NewProgress returns the measure of a training, in at most count times of the schedule, with about so many points at each, which
// are shared out evenly among the parts, but at least two for each. The points are a function of seed.
func NewProgress(parts []Part, schedule *model.Schedule, count, points int, seed uint64) *Progress {
	p := &Progress{parts: parts}
	for _, part := range parts {
		p.probes = append(p.probes, NewProbe(part.Distribution, schedule, sample.Beta, count, max(2, points/len(parts)), seed))
	}
	return p
}

// Excess returns the excess loss of the network as it is now, its standard error, and the loss that can't be learned: means over
// the parts. The error is ctx's.
func (p *Progress) Excess(ctx context.Context) (total, se, irreducible float64, err error) {
	variance := 0.0
	for i, part := range p.parts {
		e, err := p.probes[i].Excess(ctx, part.Denoiser)
		if err != nil {
			return 0, 0, 0, err
		}
		total += part.Share * e.Total
		irreducible += part.Share * e.Irreducible
		variance += math.Pow(part.Share*e.SE, 2)
	}
	return total, math.Sqrt(variance), irreducible, nil
}
