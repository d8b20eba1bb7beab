package evaluate

import (
	"strings"
	"testing"

	"ddpm/cmd/internal/findings"
	"ddpm/data/must"
	"ddpm/sample"
	"ddpm/sample/audit"
	"ddpm/sample/likelihood"

	"github.com/google/go-cmp/cmp"
)

// Each number of the text is the one that JSON has under its name.
func TestTextSaysWhatTheNumbersAre(t *testing.T) {
	number := func(v float64) *audit.Estimate {
		return &audit.Estimate{Value: v, SE: v / 100, Points: 7, Blur: likelihood.Sharpness}
	}
	f := Findings{
		Exact: findings.Exact{
			KL: number(.1111), CleanKL: number(.2222), EdgeKL: number(.3333),
			ExcessLoss: &audit.ExcessLoss{Total: .05555, SE: .00055, Irreducible: .6666},
			Budget:     &audit.Budget{Start: 1.1717, Discretisation: .8888, Network: .9999, Total: 3.0604, Steps: 33, Variance: sample.BetaTilde},
			Chains:     &audit.Chains{Floor: .0123, Exact: .0456, Learned: .0789},
		},
		NLL: number(.4444), NLLKDE: number(.5555), NLLGain: number(.1212), NLLGauss: number(.7777),
		Blurred: &findings.Exact{KL: number(.1313), Chains: &audit.Chains{Floor: .0321, Exact: .0654, Learned: .0987}},
	}
	var text strings.Builder
	must.Do(f.Write(&text))
	for _, want := range []string{
		"KL(data ‖ model) 0.1111 ± 0.0011 nats", "of the clean data 0.2222 ± 0.0022 nats, of which its edges alone 0.3333",
		"excess loss 0.05555 ± 0.00055, on top of 0.6666 that can't be learned",
		"error budget 3.0604 nats = start 1.1717 + discretisation 0.8888 + network 0.9999", "of 33 steps of ancestral sampling with variance beta-tilde",
		"sliced W2 of chains true points 0.0123, exact 0.0456, learned 0.0789", "NLL of held-out data 0.4444 ± 0.0044 nats a point, 7 points",
		"by a kernel estimate 0.5555 ± 0.0056: the model gains +0.1212 ± 0.0012", "by a Gaussian 0.7777 ± 0.0078",
		findings.AboutBlurred + " KL(blurred ‖ model) 0.1313 ± 0.0013 nats: what coding blurred points by the model costs sliced W2 of chains blurred points 0.0321, " +
			"exact 0.0654, learned 0.0987",
	} {
		if got := strings.Join(strings.Fields(text.String()), " "); !strings.Contains(got, want) {
			t.Errorf("the text does not say %q:\n%s", want, text.String())
		}
	}
}

// Each number in the report's tables stands beside what it is, and beside which distribution.
func TestReportSaysWhatTheChainsAre(t *testing.T) {
	c := audit.Chains{Floor: .01, ExactFromTrue: .02, Exact: .03, Learned: .04, Between: .05}
	exact := findings.Exact{Budget: &audit.Budget{Steps: 4, Variance: sample.Beta}, Chains: &c}
	for points, f := range map[string]Findings{"true points": {Exact: exact}, "blurred points": {Blurred: &exact}} {
		s := budgetSection(f)
		want := [][]string{
			{points + " (floor)", "0.0100"}, {"best possible network, from noised data", "0.0200"}, {"best possible network, from noise", "0.0300"},
			{"this network, from noise", "0.0400"}, {"the last two from each other, with the same noise", "0.0500"},
		}
		if diff := cmp.Diff(want, s.Tables[0].Rows); diff != "" {
			t.Error(diff)
		}
		if strings.Contains(s.Text, "beside the blurred points") != (f.Blurred != nil) {
			t.Errorf("beside %s: %s", points, s.Text)
		}
	}
}
