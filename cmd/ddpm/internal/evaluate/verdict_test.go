package evaluate

import (
	"slices"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/data/must"
	"ddpm/sample/audit"
	"ddpm/sample/compare"
)

// good returns what is found of a good model, with metrics of the given p-values.
func good(p ...float64) facts {
	f := facts{Findings: Findings{
		Sampling: &runs.Drawn{},
		Exact: findings.Exact{
			KL: &audit.Estimate{Value: .003, SE: .001}, Budget: &audit.Budget{Start: 1e-9}, Chains: &audit.Chains{Floor: .02, Exact: .021, Learned: .022},
		},
	}}
	for i, name := range []string{"sliced_w2", "outside", "memorisation"} {
		m := compare.Measurement{Name: name, Value: 1, Floor: 1, P: new(.5), Better: compare.Lower}
		if i < len(p) {
			m.P = &p[i]
		}
		f.Metrics = append(f.Metrics, m)
	}
	return f
}

// Each rule of the advice is silent for a good model, fires for what it is there for, and does so alone.
func TestRulesOfTheAdvice(t *testing.T) {
	cases := map[string][]func(f *facts){
		"guidance": {
			func(f *facts) { f.Sampling.Guidance = 2 },
			// What guidance does on purpose is no mistake of the network or of the sampler.
			func(f *facts) {
				f.Sampling.Guidance, f.KL.Value, f.Chains.Exact, f.Chains.Learned = -1, 3, 1, 1
				f.NLLGain = &audit.Estimate{Value: -1, SE: .01}
			},
		},
		"outside": {func(f *facts) { f.warning = "1% of the points lie far outside" }},
		"crowded": {
			func(f *facts) { f.crowded = "a few rows lie far out" },
			// A longer training does not help then.
			func(f *facts) { f.crowded, f.rows, f.NLLGain = "far out", 200, &audit.Estimate{Value: -1, SE: .01} },
		},
		"start": {func(f *facts) { f.Budget.Start = .02 }, func(f *facts) { f.Blurred = &findings.Exact{Budget: &audit.Budget{Start: .02}} }},
		"steps": {
			func(f *facts) { f.Chains.Exact, f.Chains.Learned = .05, .06 },
			func(f *facts) {
				f.Blurred = &findings.Exact{Chains: &audit.Chains{Floor: .02, Exact: .05, Learned: .06}}
			},
		},
		"network":  {func(f *facts) { f.KL.Value = .05 }},
		"few rows": {func(f *facts) { f.KL.Value, f.rows = .05, 200 }},
		"held out": {func(f *facts) { f.rows, f.NLLGain = 200, &audit.Estimate{Value: -.1, SE: .01} }},
		"memorisation": {
			func(f *facts) { f.Metrics[2].P = new(1e-6) },
			// A network that knows rows by heart is worse at new ones, and more steps would make that worse.
			func(f *facts) { f.Metrics[2].P, f.NLLGain = new(1e-6), &audit.Estimate{Value: -1, SE: .01} },
		},
		"": { // no rule
			func(f *facts) {},
			func(f *facts) { f.KL, f.Budget, f.Chains, f.Sampling = nil, nil, nil, nil }, // points of nobody knows what
			func(f *facts) { f.KL.Value, f.KL.SE = .05, .02 },                            // which may be chance
			func(f *facts) { f.Chains.Exact, f.Chains.Learned = .05, .5 },                // the network is far worse than the steps
			func(f *facts) { f.NLLGain = &audit.Estimate{Value: -.01, SE: .01} },
			func(f *facts) { f.NLLGain = &audit.Estimate{Value: .5, SE: .01} },
		},
	}
	var known []string
	for _, r := range rules {
		known = append(known, r.name)
		if cases[r.name] == nil {
			t.Errorf("no case for the rule %s", r.name)
		}
	}
	for want, changes := range cases {
		if want != "" && !slices.Contains(known, want) {
			t.Errorf("there is no rule %s", want)
		}
		for i, change := range changes {
			f := good()
			change(&f)
			var fired []string
			for _, r := range rules {
				if r.fires(f) {
					fired = append(fired, r.name)
					if text := r.advice(f); !strings.HasSuffix(text, ".") || strings.Contains(text, "%!") {
						t.Errorf("%s says %q", r.name, text)
					}
				}
			}
			if got := strings.Join(fired, ", "); got != want {
				t.Errorf("case %d of %q: %q fires", i, want, got)
			}
		}
	}
}

// The verdict names the numbers that tell the points from true ones, and where no rule explains them the advice says that they may be chance.
func TestVerdict(t *testing.T) {
	for _, test := range []struct {
		p      []float64
		want   string
		advice bool
	}{
		{nil, "Within the noise: no number tells the points from true ones.", false},
		{[]float64{.005}, "One of 3 numbers tells the points from true ones: sliced 2-Wasserstein.", true},
		{[]float64{.001, .001}, "2 of 3 numbers tell the points from true ones: sliced 2-Wasserstein, outside 99.9%.", true},
		{[]float64{.02, .5}, "Within the noise", false},
	} {
		f := good(test.p...)
		text, alarm := verdict(f.Findings, nil)
		if !strings.HasPrefix(text, test.want) || alarm != test.advice {
			t.Errorf("%v: %q, %v", test.p, text, alarm)
		}
		if all := advice(f); (len(all) > 0) != test.advice {
			t.Errorf("%v: advice %q", test.p, all)
		}
	}
}

// Of a file the verdict says whether the model is better than a kernel density estimate, and whether the points are too few to tell them from
// true ones.
func TestVerdictOfAFile(t *testing.T) {
	for _, test := range []struct {
		points   int
		gain, se float64
		want     string
	}{
		{25, .0719, .0608, "Within the noise: no number tells the points from true ones. But they are compared with 25 points only: a small difference would not " +
			"be seen. To the model, held-out rows are more likely than to a kernel density estimate, by 0.0719 ± 0.0608 nats a point, which may be chance."},
		{500, .1, .02, "Within the noise: no number tells the points from true ones. To the model, held-out rows are more likely than to a kernel density " +
			"estimate, by 0.1000 ± 0.0200 nats a point."},
		{500, -.1, .02, "Within the noise: no number tells the points from true ones. To the model, held-out rows are less likely than to a kernel density " +
			"estimate, by 0.1000 ± 0.0200 nats a point."},
	} {
		f := good()
		f.KL, f.NLLGain = nil, &audit.Estimate{Value: test.gain, SE: test.se}
		for i := range f.Metrics {
			f.Metrics[i].Points = test.points
		}
		if text, _ := verdict(f.Findings, nil); text != test.want {
			t.Errorf("the verdict is %q, want %q", text, test.want)
		}
	}
}

// Where no rows were held out, nothing tells whether the model has learned its rows by heart, and the page says what it compares with.
func TestNoRowsHeldOut(t *testing.T) {
	f := good()
	f.KL = nil
	const want = "No rows were held out"
	if text, _ := verdict(f.Findings, nil); strings.Contains(text, want) {
		t.Errorf("with held-out rows the verdict is %q", text)
	}
	f.Absent = map[string]string{"nll": "No points were held out."}
	if text, _ := verdict(f.Findings, nil); !strings.Contains(text, want) || densitySection(f.Findings, nil).Text == "" {
		t.Errorf("without held-out rows the verdict is %q", text)
	}
}

// Of a file nothing on the page is called true: its distribution is not known.
func TestPicturesOfAFileAreOfItsRows(t *testing.T) {
	known := must.Get(data.Open("moons", nil, ""))
	rows := must.Get(known.Fix(200, 1))
	rows.Distribution = nil
	for dataset, want := range map[*data.Dataset]bool{known: true, rows: false} {
		e := &Evaluation{Subject: &audit.Subject{Data: dataset}}
		caption := e.animationPicture().Caption + estimatesPicture(dataset.Points(50, 1), dataset, 1).Caption + result(e)
		for _, claim := range []string{"right, true points", "right, the true one", "true ones"} {
			if strings.Contains(caption, claim) != want {
				t.Errorf("%q: whether that says %q should be %v", caption, claim, want)
			}
		}
	}
}

// Every number that a report may show says how to read it.
func TestEveryNumberSaysHowToReadIt(t *testing.T) {
	whole := must.Get(data.Open("eightgaussians", nil, ""))
	fixed := must.Get(whole.Fix(200, 1))
	compared, err := compare.Distances(t.Context(), whole.Points(100, 2), audit.TruthOf(fixed), 1)
	if err != nil || len(compared.Metrics) != 8 {
		t.Fatalf("%d metrics, want all 8: %v", len(compared.Metrics), err)
	}
	number := &audit.Estimate{Value: .1, SE: .01}
	built := Findings{
		Result:   compared,
		Exact:    findings.Exact{KL: number, CleanKL: number, EdgeKL: number, ExcessLoss: &audit.ExcessLoss{}, Budget: &audit.Budget{}},
		Sampling: &runs.Drawn{Drawing: runs.Drawing{Sampling: runs.Sampling{Count: 5}, Evaluations: runs.Evaluations{Evals: new(3)}}},
	}
	file := Findings{NLL: number, NLLKDE: number, NLLGauss: number, NLLGain: number, Blurred: &built.Exact}
	var all []report.Number
	for _, s := range []report.Section{
		sameness(built), densitySection(built, nil), densitySection(file, nil), byLevelSection(built), budgetSection(built),
		costSection(runs.Config{}, training.Curves{Seconds: 1}, built, seconds{1, 1}, 7),
	} {
		all = append(all, s.Numbers...)
	}
	if len(all) < 8+2+4+2+4+6 {
		t.Errorf("%d numbers", len(all))
	}
	for _, n := range all {
		if n.How == "" || n.Meaning == "" {
			t.Errorf("%s does not say how to read it, or what it means", n.Name)
		}
	}
}
