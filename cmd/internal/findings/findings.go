// Package findings finds how far a model is from the truth: all that compare.json says.
package findings

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/compare"
	"ddpm/sample/likelihood"
)

// Findings are all that is known of how far a model, or only points, are from the truth: compare.json.
type Findings struct {
	compare.Result
	Sampling   *runs.Drawn       `json:"sampling,omitempty"`     // how the points were drawn, if that is known
	KL         *audit.Estimate   `json:"kl,omitempty"`           // of the true distribution from the model's, both blurred by KL.Blur
	CleanKL    *audit.Estimate   `json:"clean_kl,omitempty"`     // of the distribution itself from the model's, where it has edges
	EdgeKL     *audit.Estimate   `json:"edge_kl,omitempty"`      // what ε* itself would get in place of CleanKL
	NLL        *audit.Estimate   `json:"nll,omitempty"`          // of points held out, where the distribution is not known
	NLLKDE     *audit.Estimate   `json:"nll_kde,omitempty"`      // of the same points by a kernel density estimate, see audit.HeldOut
	NLLGauss   *audit.Estimate   `json:"nll_gaussian,omitempty"` // and by a Gaussian
	NLLGain    *audit.Estimate   `json:"nll_gain,omitempty"`     // NLLKDE − NLL, whose standard error is that of the difference
	ExcessLoss *audit.ExcessLoss `json:"excess_loss,omitempty"`
	Budget     *audit.Budget     `json:"budget,omitempty"`
	Chains     *audit.Chains     `json:"chains,omitempty"`
	Samplers   *audit.Samplers   `json:"samplers,omitempty"` // where they were asked for
	Absent     map[string]string `json:"absent,omitempty"`   // why something is not here, by its name above
}

// Effort is how closely a model is looked at.
type Effort struct {
	LikelihoodPoints int // that the KL divergence is a mean over
	ChainPoints      int // of the chains with the best possible network, at most
	Levels           int // of noise, for the excess loss
	LevelPoints      int // at each of them
}

// Full is the effort of the program.
var Full = Effort{LikelihoodPoints: 8000, ChainPoints: 10000, Levels: 48, LevelPoints: 2048}

// Of returns all that can be said of a subject and of points drawn from it, which have been compared with the truth already. The error is
// ctx's.
func Of(ctx context.Context, e Effort, s *audit.Subject, points []data.Point, compared compare.Result) (f Findings, err error) {
	how := runs.DrawnBy(s.Choice, len(points), s.Seed)
	f.Result, f.Sampling, f.Absent = compared, &how, make(map[string]string)
	if s.Distribution == nil {
		return f, f.judgeHeldOut(ctx, s, e)
	}
	if err := f.judgeDensity(ctx, s, e); err != nil {
		return f, err
	}
	if err := f.judgeLoss(ctx, s, e); err != nil {
		return f, err
	}
	chains, err := audit.MeasureChains(ctx, s, points[:min(len(points), e.ChainPoints)])
	f.Chains = &chains
	return f, err
}

// judgeDensity holds the model's density against the true one.
func (f *Findings) judgeDensity(ctx context.Context, s *audit.Subject, e Effort) (err error) {
	if f.KL, err = audit.KL(ctx, s, e.LikelihoodPoints); err != nil || !s.Distribution.HasEdges() {
		return err
	}
	f.CleanKL, err = audit.CleanKL(ctx, s, e.LikelihoodPoints)
	f.EdgeKL = audit.EdgeKL(s, 100_000)
	return err
}

// judgeLoss finds the excess loss and the error budget of the whole chain, with the variance β unless the points have β̃.
func (f *Findings) judgeLoss(ctx context.Context, s *audit.Subject, e Effort) error {
	const guided = "Guidance leads away from the distribution of the class on purpose, so there is neither a best possible loss nor a bound. " +
		"Without --guidance both are measured."
	if s.Choice.Guidance != 0 {
		f.Absent["excess_loss"], f.Absent["budget"] = guided, guided
		return nil
	}
	variance := s.Choice.Options.Variance
	if variance == "" { // other samplers have none
		variance = sample.Beta
	}
	probe := audit.NewProbe(s.Distribution, s.Model.Schedule, variance, e.Levels, e.LevelPoints, s.Seed)
	excess, err := probe.Excess(ctx, s.Denoiser)
	if err != nil {
		return err
	}
	f.ExcessLoss = &excess
	budget := probe.Budget(excess)
	f.Budget = &budget
	return nil
}

// judgeHeldOut asks the model how likely points are that it was not trained on.
func (f *Findings) judgeHeldOut(ctx context.Context, s *audit.Subject, e Effort) (err error) {
	const unknown = "The distribution behind a file of points is not known."
	for _, name := range []string{"kl", "excess_loss", "budget", "chains"} {
		f.Absent[name] = unknown
	}
	if len(s.Data.Held) < 2 {
		f.Absent["nll"] = "No points were held out."
		return nil
	}
	held, err := audit.MeasureHeldOut(ctx, s, compare.Subset(s.Data.Held, e.LikelihoodPoints, s.Seed))
	f.NLL, f.NLLKDE, f.NLLGauss, f.NLLGain = held.NLL, held.KDE, held.Gaussian, held.Gain
	return err
}

// Remarks says what a reader of a likelihood has to know besides: where it is blurred by more than the usual, and where it is not exact.
func Remarks(e audit.Estimate) (text string) {
	if e.Blur > likelihood.Sharpness {
		text += fmt.Sprintf("; blurred by %.2g, the least noise that the network was trained on", e.Blur)
	}
	if e.Rough > 0 {
		text += fmt.Sprintf("; %d of %d densities are less exact than wanted", e.Rough, e.Points)
	}
	return text
}

// Write prints the findings for people.
func (f *Findings) Write(w io.Writer) error {
	if err := f.WriteTable(w); err != nil {
		return err
	}
	line := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%-22s %s\n", name, fmt.Sprintf(format, args...))
	}
	if f.KL != nil {
		fmt.Fprintln(w)
		line("KL(data ‖ model)", "%.4f ± %.4f nats: what coding true points by the model costs%s", f.KL.Value, f.KL.SE, Remarks(*f.KL))
	}
	if f.CleanKL != nil {
		line("  of the clean data", "%.4f ± %.4f nats, of which its edges alone %.4f", f.CleanKL.Value, f.CleanKL.SE, f.EdgeKL.Value)
	}
	if x := f.ExcessLoss; x != nil {
		line("excess loss", "%.5f ± %.5f, on top of %.4f that can't be learned", x.Total, x.SE, x.Irreducible)
	}
	if b := f.Budget; b != nil {
		line("error budget", "%.4f nats = start %.1g + discretisation %.4f + network %.4f", b.Total, b.Start, b.Discretisation, b.Network)
		line("", "of %d steps of ancestral sampling with variance %s", b.Steps, b.Variance)
	}
	if c := f.Chains; c != nil {
		line("sliced W2 of chains", "true points %.4f, exact %.4f, learned %.4f", c.Floor, c.Exact, c.Learned)
	}
	if f.NLL != nil {
		fmt.Fprintln(w)
		line("NLL of held-out data", "%.4f ± %.4f nats a point, %d points%s", f.NLL.Value, f.NLL.SE, f.NLL.Points, Remarks(*f.NLL))
		line("  by a kernel estimate", "%.4f ± %.4f: the model gains %+.4f ± %.4f", f.NLLKDE.Value, f.NLLKDE.SE, f.NLLGain.Value, f.NLLGain.SE)
		line("  by a Gaussian", "%.4f ± %.4f", f.NLLGauss.Value, f.NLLGauss.SE)
	}
	names := make(map[string][]string) // of what is absent, by the reason
	for _, name := range slices.Sorted(maps.Keys(f.Absent)) {
		names[f.Absent[name]] = append(names[f.Absent[name]], name)
	}
	for _, reason := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(w, "not measured: %s. %s\n", strings.Join(names[reason], ", "), reason)
	}
	if f.Samplers != nil {
		fmt.Fprintln(w)
		return f.Samplers.WriteTable(w)
	}
	return nil
}
