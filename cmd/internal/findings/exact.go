package findings

import (
	"context"
	"fmt"
	"io"
	"math"

	"ddpm/data"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/compare"
)

// Exact are the numbers of a model beside a distribution that is known exactly.
type Exact struct {
	KL         *audit.Estimate   `json:"kl,omitempty"`       // of the distribution from the model's, both blurred by KL.Blur
	CleanKL    *audit.Estimate   `json:"clean_kl,omitempty"` // of the distribution itself from the model's, where it has edges
	EdgeKL     *audit.Estimate   `json:"edge_kl,omitempty"`  // what ε* itself would get in place of CleanKL
	ExcessLoss *audit.ExcessLoss `json:"excess_loss,omitempty"`
	Budget     *audit.Budget     `json:"budget,omitempty"`
	Chains     *audit.Chains     `json:"chains,omitempty"`
}

// beside returns the numbers of a subject beside its distribution, which must be known, and of points that the subject drew. What is
// known from a comparison of the points with this distribution is not measured again; there may be none. What is not measured is set in
// absent, by its name with that prefix. The error is ctx's.
func beside(ctx context.Context, s *audit.Subject, points []data.Point, compared compare.Result, e Effort, absent map[string]string, prefix string) (x Exact, err error) {
	if err := x.judgeDensity(ctx, s, e); err != nil {
		return x, err
	}
	if err := x.judgeLoss(ctx, s, e, absent, prefix); err != nil {
		return x, err
	}
	chains, err := audit.MeasureChains(ctx, s, points[:min(len(points), e.ChainPoints)], compared)
	x.Chains = &chains
	return x, err
}

// judgeDensity holds the model's density against the exact one.
func (x *Exact) judgeDensity(ctx context.Context, s *audit.Subject, e Effort) (err error) {
	if x.KL, err = audit.KL(ctx, s, e.LikelihoodPoints); err != nil || !s.Distribution.HasEdges() {
		return err
	}
	x.CleanKL, err = audit.CleanKL(ctx, s, e.LikelihoodPoints)
	x.EdgeKL = audit.EdgeKL(s, 100_000)
	return err
}

// judgeLoss finds the excess loss and the error budget of the whole chain, with the variance β unless the points have β̃.
func (x *Exact) judgeLoss(ctx context.Context, s *audit.Subject, e Effort, absent map[string]string, prefix string) error {
	const guided = "Guidance leads away from the distribution of the class on purpose, so there is neither a best possible loss nor a bound. " +
		"Without --guidance both are measured."
	if s.Choice.Guidance != 0 {
		absent[prefix+"excess_loss"], absent[prefix+"budget"] = guided, guided
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
	x.ExcessLoss = &excess
	if !s.Distribution.HasDensity() {
		absent[prefix+"budget"] = "Points without noise, or with none along one axis, have no entropy, which the error budget is counted from."
		return nil
	}
	budget := probe.Budget(excess)
	x.Budget = &budget
	return nil
}

// WithError returns a small number with its standard error, both with as many digits as the first two of the error that count, and at least
// five: an error that is there is never shown as 0.
func WithError(value, se float64) string {
	digits := 5
	if se > 0 {
		digits = min(12, max(digits, 1-int(math.Floor(math.Log10(se)))))
	}
	return fmt.Sprintf("%.*f ± %.*f", digits, value, digits, se)
}

// write prints the numbers for people. The distribution is named of, and points of it points.
func (x *Exact) write(w io.Writer, of, points string) {
	if x.KL != nil {
		line(w, "KL("+of+" ‖ model)", "%.4f ± %.4f nats: what coding %s by the model costs%s", x.KL.Value, x.KL.SE, points, Remarks(*x.KL))
	}
	if x.CleanKL != nil {
		line(w, "  of the clean data", "%.4f ± %.4f nats, of which its edges alone %.4f", x.CleanKL.Value, x.CleanKL.SE, x.EdgeKL.Value)
	}
	if l := x.ExcessLoss; l != nil {
		line(w, "excess loss", "%s, on top of %.4f that can't be learned", WithError(l.Total, l.SE), l.Irreducible)
	}
	if b := x.Budget; b != nil {
		start := fmt.Sprintf("%.4f", b.Start)
		if b.Start < .00005 { // it usually is, and 0.0000 would say nothing of it
			start = fmt.Sprintf("%.1g", b.Start)
		}
		line(w, "error budget", "%.4f nats = start %s + discretisation %.4f + network %.4f", b.Total, start, b.Discretisation, b.Network)
		line(w, "", "of %d steps of ancestral sampling with variance %s", b.Steps, b.Variance)
	}
	if c := x.Chains; c != nil {
		line(w, "sliced W2 of chains", points+" %.4f, exact %.4f, learned %.4f", c.Floor, c.Exact, c.Learned)
	}
}
