package main

import (
	"context"
	"fmt"
	"io"

	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/compare"
)

// findings are all that is known of how far a model, or only points, are from the truth: compare.json.
type findings struct {
	compare.Result
	KL         *compare.Estimate   `json:"kl,omitempty"`       // of the law, blurred by sample.Sharpness, from the model
	CleanKL    *compare.Estimate   `json:"clean_kl,omitempty"` // of the law itself from the model, where the law has edges
	EdgeKL     *compare.Estimate   `json:"edge_kl,omitempty"`  // what ε* itself would get in place of CleanKL
	NLL        *compare.Estimate   `json:"nll,omitempty"`      // of points held out, where the law is not known
	ExcessLoss *compare.ExcessLoss `json:"excess_loss,omitempty"`
	Budget     *compare.Budget     `json:"budget,omitempty"`
	Chains     *compare.Chains     `json:"chains,omitempty"`
	Samplers   *compare.Samplers   `json:"samplers,omitempty"` // where they were asked for
	Absent     string              `json:"absent,omitempty"`   // why something is not here
}

// effort is how closely a model, or a law, is looked at.
var effort = struct {
	likelihoodPoints int // that the KL divergence is a mean over
	chainPoints      int // of the chains with ε*
	levels           int // of noise, for the excess loss
	levelPoints      int // at each of them
	fieldSide        int // cells along the longer side of the picture of the model's density
	forwardLevels    int // at most, at which it is measured what the forward process leaves
	jointSide        int // cells along the side of a picture of the law as it drowns
	imageSide        int // pixels along the longer side of an image as it drowns, at most
}{8000, 10000, 48, 2048, 112, 50, 160, 256}

// truthOf returns what points are judged against: a law if it is known, else points that were not trained on.
func truthOf(d *data.Dataset) compare.Truth {
	var truth compare.Truth
	switch {
	case d.Law != nil:
		truth = compare.Law(d.Name, d.Law)
	case d.Held != nil:
		truth = compare.Rows(d.Name, d.Held)
	default:
		return compare.Rows(d.Name, d.Fixed)
	}
	if d.Fixed != nil {
		truth = compare.WithTraining(truth, d.Fixed)
	}
	return truth
}

// measure compares points with the truth. What can be wrong, other than an interrupt, are the points: too few, or not numbers.
func measure(ctx context.Context, points []data.Point, truth *data.Dataset, seed uint64) (compare.Result, error) {
	result, err := compare.Compare(ctx, points, truthOf(truth), seed)
	if ctx.Err() == nil {
		err = badInput(err)
	}
	return result, err
}

// judge finds all that can be said of a model and of points drawn from it. The error budget is that of the whole chain, with the
// variance β unless the sampler has β̃. best is what to take for ε* where points are not meant to have the law of the truth.
func judge(
	ctx context.Context, m source, truth *data.Dataset, best sample.Denoiser, points []data.Point, seed uint64,
) (f findings, err error) {
	if f.Result, err = measure(ctx, points, truth, seed); err != nil {
		return f, err
	}
	if truth.Law == nil {
		return f, f.judgeHeldOut(ctx, m, truth)
	}
	law := standardizer(m.Model).Law(truth.Law)
	if err := f.judgeDensity(ctx, m, law, seed); err != nil {
		return f, err
	}
	variance := sample.Beta
	if ancestral, ok := m.sampler.(*sample.Ancestral); ok && ancestral.Variance == sample.BetaTilde {
		variance = sample.BetaTilde
	}
	probe := compare.NewProbe(law, m.Schedule, variance, effort.levels, effort.levelPoints, seed)
	excess, err := probe.Excess(ctx, m.denoiser)
	if err != nil {
		return f, err
	}
	budget := probe.Budget(excess)
	f.ExcessLoss, f.Budget = &excess, &budget

	learned := make([]data.Point, min(len(points), effort.chainPoints))
	standardizer(m.Model).To(learned, points[:len(learned)])
	chains, err := compare.MeasureChains(ctx, learned, law, best, m.Schedule, m.sampler, seed)
	f.Chains = &chains
	return f, err
}

// judgeDensity holds the model's density against the law's.
func (f *findings) judgeDensity(ctx context.Context, m source, law *data.Mixture, seed uint64) error {
	kl, err := compare.KL(ctx, m.denoiser, law, effort.likelihoodPoints, seed)
	if err != nil {
		return err
	}
	f.KL = &kl
	if !law.HasEdges() {
		return nil
	}
	clean, err := compare.CleanKL(ctx, m.denoiser, law, effort.likelihoodPoints, seed)
	if err != nil {
		return err
	}
	edge := compare.EdgeKL(law, 100_000, seed)
	f.CleanKL, f.EdgeKL = &clean, &edge
	return nil
}

// judgeHeldOut asks the model how likely points are that it was not trained on.
func (f *findings) judgeHeldOut(ctx context.Context, m source, truth *data.Dataset) error {
	f.Absent = "The law behind a file of points is not known, so there is neither kl, excess_loss nor budget."
	if len(truth.Held) < 2 {
		f.Absent += " No points were held out, so there is no nll either."
		return nil
	}
	held := truth.Held[:min(len(truth.Held), effort.likelihoodPoints)]
	nll, err := compare.NLL(ctx, m.denoiser, standardizer(m.Model), held)
	f.NLL = &nll
	return err
}

// write prints the findings for people.
func (f *findings) write(w io.Writer) error {
	if err := f.WriteTable(w); err != nil {
		return err
	}
	line := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%-22s %s\n", name, fmt.Sprintf(format, args...))
	}
	if f.KL != nil {
		fmt.Fprintln(w)
		line("KL(data ‖ model)", "%.4f ± %.4f nats: what coding true points by the model costs", f.KL.Value, f.KL.SE)
	}
	if f.CleanKL != nil {
		line("  of the clean data", "%.4f ± %.4f nats, of which its edges alone %.4f", f.CleanKL.Value, f.CleanKL.SE, f.EdgeKL.Value)
	}
	if e := f.ExcessLoss; e != nil {
		line("excess loss", "%.5f ± %.5f, on top of %.4f that can't be learned", e.Total, e.SE, e.Irreducible)
	}
	if b := f.Budget; b != nil {
		line("error budget", "%.4f nats = start %.1g + discretisation %.4f + network %.4f", b.Total, b.Start, b.Discretisation, b.Network)
	}
	if c := f.Chains; c != nil {
		line("sliced W2 of chains", "true points %.4f, exact %.4f, learned %.4f", c.Floor, c.Exact, c.Learned)
	}
	if f.NLL != nil {
		fmt.Fprintln(w)
		line("NLL of held-out data", "%.4f ± %.4f nats a point, %d points", f.NLL.Value, f.NLL.SE, f.NLL.Points)
	}
	if f.Samplers != nil {
		fmt.Fprintln(w)
		return f.Samplers.WriteTable(w)
	}
	return nil
}
