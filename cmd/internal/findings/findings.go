// Package findings finds how far a model is from the truth: all that compare.json says.
//
// Read findings.go, then exact.go for what needs a known distribution, and blurred.go for a file of points, whose distribution is not known.
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
	"ddpm/sample/audit"
	"ddpm/sample/compare"
	"ddpm/sample/likelihood"
)

// Findings are all that is known of how far a model, or only points, are from the truth: compare.json.
type Findings struct {
	compare.Result
	Sampling *runs.Drawn     `json:"sampling,omitempty"` // how the points were drawn, if that is known
	Exact                    // beside the true distribution
	NLL      *audit.Estimate `json:"nll,omitempty"`          // of points held out, where the distribution is not known
	NLLKDE   *audit.Estimate `json:"nll_kde,omitempty"`      // of the same points by a kernel density estimate, see audit.HeldOut
	Kernels  int             `json:"nll_kde_rows,omitempty"` // that estimate is of so many rows, if not of all
	NLLGauss *audit.Estimate `json:"nll_gaussian,omitempty"` // and by a Gaussian
	NLLGain  *audit.Estimate `json:"nll_gain,omitempty"`     // NLLKDE − NLL, whose standard error is that of the difference
	Samplers *audit.Samplers `json:"samplers,omitempty"`     // where they were asked for

	// Blurred is beside the distribution of the blurred points that the model was trained on, where the true one is not known.
	Blurred *Exact            `json:"blurred_points,omitempty"`
	Absent  map[string]string `json:"absent,omitempty"` // why something is not here, by its name above
}

// Effort is how closely a model is looked at.
type Effort struct {
	LikelihoodPoints int // that the KL divergence is a mean over
	ChainPoints      int // of the chains with the best possible network, at most
	Levels           int // of noise, for the excess loss
	LevelPoints      int // at each of them
	BlurredRows      int // of a file, up to which the model is held against their exact distribution
}

// Full is the effort of the program.
var Full = Effort{LikelihoodPoints: 8000, ChainPoints: 10000, Levels: 48, LevelPoints: 2048, BlurredRows: 10000}

// Of returns all that can be said of a subject and of points drawn from it, which have been compared with the truth already. The error is
// ctx's.
func Of(ctx context.Context, e Effort, s *audit.Subject, points []data.Point, compared compare.Result) (f Findings, err error) {
	how := runs.DrawnBy(s.Choice, len(points), s.Seed)
	f.Result, f.Sampling, f.Absent = compared, &how, make(map[string]string)
	if s.Distribution == nil {
		if err := f.judgeHeldOut(ctx, s, e); err != nil {
			return f, err
		}
		return f, f.judgeBlurred(ctx, s, points, e)
	}
	f.Exact, err = beside(ctx, s, points, compared, e, f.Absent, "")
	return f, err
}

// ofTheTruth are the numbers that need the true distribution.
var ofTheTruth = []string{"kl", "excess_loss", "budget", "chains"}

// judgeHeldOut asks the model how likely points are that it was not trained on.
func (f *Findings) judgeHeldOut(ctx context.Context, s *audit.Subject, e Effort) (err error) {
	for _, name := range ofTheTruth {
		f.Absent[name] = "The distribution behind a file of points is not known."
	}
	if len(s.Data.Held) < 2 {
		f.Absent["nll"], f.Absent["memorisation"] = "No points were held out.", "No points were held out."
		return nil
	}
	if f.Memorisation() == "" {
		f.Absent["memorisation"] = "The held-out rows repeat rows that were trained on, so new points cannot be nearer to these than they are."
	}
	held, err := audit.MeasureHeldOut(ctx, s, compare.Subset(s.Data.Held, e.LikelihoodPoints, s.Seed))
	f.NLL, f.NLLKDE, f.NLLGauss, f.NLLGain = held.NLL, held.KDE, held.Gaussian, held.Gain
	if held.Kernels < len(s.Data.Fixed) {
		f.Kernels = held.Kernels
	}
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

// OfRows says which rows the kernel density estimate is of, if not of all that were trained on.
func (f *Findings) OfRows() string {
	if f.Kernels == 0 {
		return ""
	}
	return fmt.Sprintf("; of %d rows, chosen at random", f.Kernels)
}

// Write prints the findings for people.
func (f *Findings) Write(w io.Writer) error {
	if err := f.WriteTable(w); err != nil {
		return err
	}
	if words := f.Memorisation(); words != "" {
		fmt.Fprintf(w, "\nMemorisation. %s\n", words)
	}
	if f.KL != nil {
		fmt.Fprintln(w)
	}
	f.Exact.write(w, "data", "true points")
	if f.NLL != nil {
		fmt.Fprintln(w)
		line(w, "NLL of held-out data", "%.4f ± %.4f nats a point, %d points%s", f.NLL.Value, f.NLL.SE, f.NLL.Points, Remarks(*f.NLL))
		line(w, "  by a kernel estimate", "%.4f ± %.4f: the model gains %+.4f ± %.4f%s", f.NLLKDE.Value, f.NLLKDE.SE, f.NLLGain.Value, f.NLLGain.SE, f.OfRows())
		line(w, "  by a Gaussian", "%.4f ± %.4f", f.NLLGauss.Value, f.NLLGauss.SE)
	}
	if f.Blurred != nil {
		fmt.Fprintf(w, "\n%s\n", AboutBlurred)
		f.Blurred.write(w, "blurred", BlurredPoints)
	}
	for _, missing := range f.Missing() {
		fmt.Fprintf(w, "not measured: %s. %s\n", missing.Names, missing.Reason)
	}
	if f.Samplers != nil {
		fmt.Fprintln(w)
		return f.Samplers.WriteTable(w)
	}
	return nil
}

// Missing is what was not measured for one reason.
type Missing struct{ Names, Reason string } // the names in Absent, with commas between them

// Missing returns what is absent: what has the same reason together.
func (f *Findings) Missing() (all []Missing) {
	names := make(map[string][]string) // by the reason
	for _, name := range slices.Sorted(maps.Keys(f.Absent)) {
		names[f.Absent[name]] = append(names[f.Absent[name]], name)
	}
	for _, reason := range slices.Sorted(maps.Keys(names)) {
		all = append(all, Missing{strings.Join(names[reason], ", "), reason})
	}
	return all
}

// line writes a line of a name and what is found under it.
func line(w io.Writer, name, format string, args ...any) {
	fmt.Fprintf(w, "%-22s %s\n", name, fmt.Sprintf(format, args...))
}
