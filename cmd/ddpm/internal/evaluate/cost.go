package evaluate

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/training"
	"ddpm/cmd/internal/runs"
)

// CostID is the name of the section of a report with times and the machine: the only part that differs when the same command is given again.
const CostID = "cost"

// seconds are how long parts of an evaluation took.
type seconds struct{ sampling, judging float64 }

// costSection says what a run cost, in time, evaluations and weights, and on which machine.
func costSection(c runs.Config, curves training.Curves, f Findings, took seconds, weights int) report.Section {
	s := report.Section{
		ID: CostID, Title: "What it cost",
		Text: "Times are of this very run, and depend on what else the machine had to do.",
	}
	if curves.Seconds > 0 {
		s.Numbers = append(s.Numbers, report.Number{
			Name: "Training", Value: fmt.Sprintf("%.3g", curves.Seconds), Unit: "s", How: howToRead["train_time"],
			Meaning: fmt.Sprintf("%d steps of %d points, %.0f steps a second, with what was measured on the way.", c.Steps, c.Batch, float64(c.Steps)/curves.Seconds),
		})
	}
	if d := f.Sampling; d != nil && d.Evals != nil {
		evaluations := *d.Evals * d.Count
		if d.Guidance != 0 {
			evaluations *= 2 // with the class and without
		}
		s.Numbers = append(s.Numbers, report.Number{
			Name: "Sampling", Value: fmt.Sprintf("%.3g", took.sampling), Unit: "s", How: howToRead["sample_time"],
			Meaning: fmt.Sprintf("%d points, %.2g million evaluations of the network a second.", d.Count, float64(evaluations)/1e6/max(took.sampling, 1e-9)),
		}, report.Number{
			Name: "Evaluations a point", Value: fmt.Sprint(evaluations / max(1, d.Count)), How: howToRead["evaluations"],
			Meaning: fmt.Sprintf("How often the network is asked on the way from noise to a point, by the sampler %s.", d.Sampler),
		})
	}
	s.Numbers = append(s.Numbers,
		report.Number{
			Name: "Measuring", Value: fmt.Sprintf("%.3g", took.judging), Unit: "s", How: howToRead["measure_time"],
			Meaning: "All numbers of this page, without the pictures.",
		},
		report.Number{
			Name: "Weights", Value: fmt.Sprint(weights), How: howToRead["weights"],
			Meaning: fmt.Sprintf("Of a network with %d residual blocks, %d units wide.", c.Blocks, c.Width),
		},
		report.Number{
			Name: "Threads", Value: fmt.Sprint(runtime.GOMAXPROCS(0)), How: howToRead["machine"],
			Meaning: fmt.Sprintf("%s, %d cores, %s/%s, %s. The points were drawn and measured there.", processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH,
				runtime.Version()),
		})
	return s
}

// processor returns the name of the processor, as Linux knows it, or says that it is not known.
func processor() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(info)) {
			name, value, _ := strings.Cut(line, ":")
			if strings.TrimSpace(name) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return "A processor whose name is not known"
}
