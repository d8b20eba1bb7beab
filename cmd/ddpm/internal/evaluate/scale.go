package evaluate

import (
	"fmt"
	"math"

	"ddpm/cmd/ddpm/internal/report"
	"ddpm/data/mixture"
)

// standard is a model that everybody knows, and how far it is from the distribution of the data, in nats.
type standard struct {
	name     string
	nats     float64
	gaussian bool // whether it is the single Gaussian of the same mean and covariance
	own      bool // whether it is the model of the page
}

// standards returns what KL(data ‖ model) is to be seen beside, or nil where that is not known: the divergence of the distribution, in
// standardised coordinates, from N(0, I), and from the Gaussian of its own mean and covariance. With the entropy h, both are exact:
//
//	KL(q ‖ N(0, I))  = ln 2π + E‖x‖²/2 − h
//	KL(q ‖ Gaussian) = ½ ln((2πe)² det Σ) − h
//
// The distribution has the same noise as in the divergence of the model.
func standards(f Findings, distribution *mixture.Mixture) []standard {
	if f.KL == nil || distribution == nil {
		return nil
	}
	q := distribution.At(1, f.KL.Blur)
	h, mean, cov := q.Entropy(), q.Mean(), q.Cov()
	square := mean[0]*mean[0] + mean[1]*mean[1] + cov[0] + cov[2]
	return []standard{
		{name: "N(0, I): noise, before any training", nats: math.Log(2*math.Pi) + square/2 - h},
		{name: "a single Gaussian", nats: math.Log(2*math.Pi*math.E) + math.Log(cov[0]*cov[2]-cov[1]*cov[1])/2 - h, gaussian: true},
		{name: "this model", nats: f.KL.Value, own: true},
		{name: "the truth", nats: 0},
	}
}

// scaleOf shows the divergence of the model beside those of the standards.
func scaleOf(standards []standard) *report.Scale {
	if standards == nil {
		return nil
	}
	return bars("KL(data ‖ model) on a scale, in nats", "A bar is as long as its number. All numbers are exact, but for the standard error of this model's.", standards)
}

// heldOutScale shows how likely held-out points are to the model, beside other estimates. The truth is not known, so the scale begins at the
// best of them.
func heldOutScale(f Findings) *report.Scale {
	if f.NLL == nil || f.NLLKDE == nil || f.NLLGauss == nil {
		return nil
	}
	all := []standard{
		{name: "a single Gaussian", nats: f.NLLGauss.Value, gaussian: true}, {name: "a kernel density estimate", nats: f.NLLKDE.Value},
		{name: "this model", nats: f.NLL.Value, own: true},
	}
	best := min(all[0].nats, all[1].nats, all[2].nats)
	for i := range all {
		all[i].nats -= best
	}
	return bars("Held-out points: nats a point above the best of the three", "The truth is not known, so no bar stands for it: it may be below 0.", all)
}

func bars(title, text string, standards []standard) *report.Scale {
	top := 0.0
	for _, s := range standards {
		top = max(top, s.nats)
	}
	scale := &report.Scale{Title: title, Text: text}
	for _, s := range standards {
		share := 0.0
		if top > 0 {
			share = max(0, s.nats) / top
		}
		scale.Marks = append(scale.Marks, report.Mark{Name: s.name, Value: fmt.Sprintf("%.4f", s.nats), Share: share, Own: s.own})
	}
	return scale
}
