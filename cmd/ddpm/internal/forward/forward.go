// Package forward shows and measures the forward process of a distribution: how it turns into noise along a schedule.
//
// Read forward.go, then process.go (the distribution at each step), page.go (pictures and what is said of them), and story.go, which serves
// any forward process.
package forward

import (
	"context"
	"fmt"
	"strings"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample/audit"
)

// Effort is how closely a distribution is looked at.
type Effort struct {
	Levels int // at most, at which it is measured what is left of it
	Side   int // cells along the side of a picture of its density

	Pixels float64 // of a picture, for each of its points
}

// Full is the effort of the program.
var Full = Effort{Levels: 50, Side: 160, Pixels: figure.Sharp}

// Found is what is known of a distribution, as JSON.
type Found struct {
	Data       string             `json:"data"`
	Folder     string             `json:"folder"`
	Seed       uint64             `json:"seed"`
	Points     int                `json:"points,omitempty"` // of a file: how many the distribution consists of
	Forgetting []audit.Forgetting `json:"forgetting"`       // of each schedule
	Remarks    []string           `json:"remarks"`          // on each schedule's end
	Complete   bool               `json:"complete"`         // false while it is still being made
}

// Files of the folder.
const (
	PageFile = "forward.html"
	JSONFile = "forward.json"

	tableFile     = "forgetting.csv"
	densitiesFile = "densities.csv"
	particlesFile = "particles.gif"
	heatFile      = "heat.gif"
)

// Run takes the distribution of a dataset through the forward process of each schedule, and leaves what is seen of it in folder. The
// first schedule is drawn. The command is the line that does this again.
func Run(
	ctx context.Context, out *terminal.Output, folder runs.Folder, dataset *data.Dataset, schedules []*model.Schedule, seed uint64,
	command string, effort Effort,
) (Found, error) {
	p := newProcess(dataset, schedules[0], seed)
	found := Found{Data: dataset.Name, Folder: string(folder), Seed: seed, Points: len(p.fixed)}
	bar := out.Bar(len(schedules)+1, "noising")
	defer bar.Finish()
	err := Tell(ctx, folder, &found, &found.Complete, effort.Pixels, func() (Story, error) {
		for _, schedule := range schedules {
			f, err := audit.MeasureForgetting(ctx, p.distribution, schedule, effort.Levels)
			if err != nil {
				return Story{}, err
			}
			found.Forgetting = append(found.Forgetting, f)
			found.Remarks = append(found.Remarks, remark(f))
			_ = bar.Add(1)
		}
		if err := p.walk(ctx, seed); err != nil {
			return Story{}, err
		}
		story := p.story(dataset, found, schedules, effort.Side)
		story.Page.Commands = []string{command}
		return story, nil
	})
	_ = bar.Finish()
	if err == nil {
		out.Printf("%s\n", strings.Join(found.Remarks, "\n"))
	}
	return found, err
}

// remark says in words what the last step of a schedule leaves.
func remark(f audit.Forgetting) string {
	last := f.Last()
	text := fmt.Sprintf("%s: after %d steps, at a log-SNR of %.2f, x_T still tells %s of x_0, and its distribution is %s from N(0, I).",
		f.Schedule, f.Steps, last.LogSNR, nats(last.Information), nats(last.KL))
	if f.EndsInNoise() {
		return text + fmt.Sprintf(" It ends in noise: at most %g nats of x_0 may be left.", audit.Forgotten)
	}
	return text + fmt.Sprintf(" It does not end in noise: at most %g nats of x_0 may be left. A chain that starts from N(0, I) then "+
		"starts from another distribution.", audit.Forgotten)
}

// nats returns an amount of information in words.
func nats(value float64) string {
	return Decimal(value) + " nats"
}
