package evaluate

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"ddpm/cmd/internal/findings"
	"ddpm/sample/audit"
)

// verdict says in a sentence or two whether the points can be told from true ones, and by which numbers; alarm reports whether they can.
func verdict(f Findings, scale []standard) (text string, alarm bool) {
	var names []string
	for _, m := range f.Metrics {
		if m.Significant() {
			names = append(names, m.Title())
		}
	}
	switch len(names) {
	case 0:
		text = "Within the noise: no number tells the points from true ones."
	case 1:
		text = fmt.Sprintf("One of %d numbers tells the points from true ones: %s.", len(f.Metrics), names[0])
	default:
		text = fmt.Sprintf("%d of %d numbers tell the points from true ones: %s.", len(names), len(f.Metrics), strings.Join(names, ", "))
	}
	if few := f.Few(); len(names) == 0 && few > 0 {
		text += fmt.Sprintf(" But they are compared with %d points only: a small difference would not be seen.", few)
	}
	if noneHeldOut(f) {
		text += " No rows were held out: the points are compared with rows that were trained on."
	}
	if f.NLLGain != nil {
		text += " " + gained(*f.NLLGain)
	}
	if f.KL != nil {
		text += fmt.Sprintf(" To code true points by the model costs %.4f ± %.4f nats a point", f.KL.Value, f.KL.SE)
		if i := slices.IndexFunc(scale, func(s standard) bool { return s.gaussian }); i >= 0 {
			text += fmt.Sprintf("; by a single Gaussian it would cost %.2f", scale[i].nats)
		}
		text += "."
	}
	return text, len(names) > 0
}

// noneHeldOut reports whether points are compared with rows that the model was trained on.
func noneHeldOut(f Findings) bool {
	_, absent := f.Absent["nll"]
	return absent && f.KL == nil
}

// gained says whether held-out rows are more likely to the model than to a kernel density estimate, which needs no network.
func gained(g audit.Estimate) string {
	than := "more"
	if g.Value < 0 {
		than = "less"
	}
	text := fmt.Sprintf("To the model, held-out rows are %s likely than to a kernel density estimate, by %.4f ± %.4f nats a point", than, math.Abs(g.Value), g.SE)
	if math.Abs(g.Value) < 2*g.SE {
		text += ", which may be chance"
	}
	return text + "."
}

// facts is what the advice depends on.
type facts struct {
	Findings
	rows    int    // that were trained on; 0: fresh draws in every step
	warning string // that points lie far outside the data; "": none does
	crowded string // that a few rows lie far outside all others; "": none does
}

// rule is advice, and when it holds.
type rule struct {
	name   string
	fires  func(f facts) bool
	advice func(f facts) string
}

// Of the rules: the divergence of a network that has more to learn, in nats and in standard errors; and how many times as far as chance a
// chain with the best possible network is, if its steps are too few.
const (
	wrongNats   = 0.02
	wrongErrors = 5
	farChain    = 2
)

// rules are what may help, in the order of how surely it does.
var rules = []rule{
	{"guidance", func(f facts) bool { return f.guided() }, func(f facts) string {
		return fmt.Sprintf("The points are led away from the distribution of their class on purpose, by a guidance of %g. Without --guidance they "+
			"follow it.",
			f.Sampling.Guidance)
	}},
	{"crowded", func(f facts) bool { return f.crowded != "" }, func(f facts) string { return f.crowded + "." }},
	{"outside", func(f facts) bool { return f.warning != "" }, func(f facts) string { return f.warning + "." }},
	{"start", func(f facts) bool { b := f.known().Budget; return b != nil && b.Start > audit.Forgotten }, func(f facts) string {
		return fmt.Sprintf("The schedule ends in too little noise: x_T is %.2g nats from the noise that sampling starts from. Take a --schedule that "+
			"ends in more.", f.known().Budget.Start)
	}},
	{"steps", func(f facts) bool {
		c := f.known().Chains
		return c != nil && !f.guided() && c.Exact > farChain*c.Floor && c.Exact > c.Learned/2
	}, func(f facts) string {
		c := f.known().Chains
		return fmt.Sprintf("The steps of the sampler are too long: even with the best possible network its points are %.1f times as far from the truth "+
			"as true points are. Take more --evals, another --sampler, or train with more --timesteps.", c.Exact/c.Floor)
	}},
	{"few rows", func(f facts) bool { return f.rows > 0 && f.wrong() }, func(f facts) string {
		return fmt.Sprintf("The network has seen only %d points, and it has learned the gaps between them, too. Train on more.", f.rows)
	}},
	{"network", func(f facts) bool { return f.rows == 0 && f.wrong() }, func(f facts) string {
		return fmt.Sprintf("The network has more to learn: its density is %.2g nats from the true one, whatever the sampler. Take more --steps, or a "+
			"larger --width.", f.KL.Value)
	}},
	{"held out", func(f facts) bool {
		return f.NLLGain != nil && !f.guided() && !f.memorised() && f.crowded == "" && f.NLLGain.Value < -wrongErrors*f.NLLGain.SE
	}, func(f facts) string {
		return fmt.Sprintf("A kernel density estimate of the same rows predicts new rows better, by %.2g nats a point: the network has more to learn from "+
			"them. Take more --steps, or a larger --width.", -f.NLLGain.Value)
	}},
	{"memorisation", facts.memorised, func(f facts) string {
		return "The network has learned rows by heart. Train on more rows, with a larger --blur, or with fewer --steps."
	}},
}

// advice returns what most likely helps.
func advice(f facts) (all []string) {
	for _, r := range rules {
		if r.fires(f) {
			all = append(all, r.advice(f))
		}
	}
	if _, alarm := verdict(f.Findings, nil); alarm && len(all) == 0 {
		all = append(all, "No cause stands out. It may be chance: even of true points, one comparison in ten has such a number. Try ddpm compare with "+
			"another --seed.")
	}
	return all
}

// guided reports whether the points were led away from the distribution that they are compared with.
func (f facts) guided() bool { return f.Sampling != nil && f.Sampling.Guidance != 0 }

// known returns the numbers beside the distribution that is known exactly: the true one or that of the blurred points.
func (f facts) known() findings.Exact {
	exact, _, _ := known(f.Findings)
	return exact
}

// wrong reports whether the density of the network is surely farther from the true one than a good network's.
func (f facts) wrong() bool {
	return f.KL != nil && !f.guided() && f.KL.Value > math.Max(wrongNats, wrongErrors*f.KL.SE)
}

// memorised reports whether the points are too near to those that were trained on.
func (f facts) memorised() bool {
	m := f.Metric("memorisation")
	return m != nil && m.Significant()
}
