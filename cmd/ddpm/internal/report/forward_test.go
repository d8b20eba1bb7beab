package report_test

import (
	"errors"
	"io"
	"os"
	"testing"

	"ddpm/cmd/ddpm/internal/forward"
	"ddpm/cmd/ddpm/internal/imagenoise"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

// The pages of ddpm forward for a distribution and for an image, as a telephone and a laptop show them.
func TestForwardPagesInABrowser(t *testing.T) {
	var schedules []*model.Schedule
	for _, name := range []string{"linear", "sigmoid:start=0:end=3"} {
		schedule := must.Get(model.NewSchedule(name, 5))
		schedules = append(schedules, schedule)
	}
	out := &terminal.Output{Out: io.Discard, Err: io.Discard, Quiet: true}
	for name, page := range map[string]struct {
		write    func(folder runs.Folder) error
		pictures int
	}{
		"distribution": {func(folder runs.Folder) error {
			dataset, err := data.Open("moons", nil, "")
			if err != nil {
				return err
			}
			_, err = forward.Run(t.Context(), out, folder, dataset, schedules, 1, "ddpm forward moons", forward.Effort{Levels: 4, Side: 20, Pixels: .5})
			return err
		}, 6},
		"image": {func(folder runs.Folder) error {
			image, err := imagenoise.Open("", 40)
			if err != nil {
				return err
			}
			_, err = imagenoise.Run(t.Context(), out, folder, imagenoise.OwnPicture, image, schedules, 1, "ddpm forward", forward.Full)
			return err
		}, 5},
	} {
		folder := runs.Folder(t.TempDir())
		failed := page.write(folder)
		content, err := os.ReadFile(folder.File(forward.PageFile))
		must.Do(errors.Join(failed, err))
		found, console := report.Look(t, content)
		for _, line := range console {
			t.Errorf("on the console: %s", line)
		}
		for i, m := range found {
			if m.Inner != report.Widths[i/2] || m.Scroll > m.Client {
				t.Errorf("%s, %d wide: scrolls sideways, %d in %d", name, m.Inner, m.Scroll, m.Client)
			}
			if m.Pictures != page.pictures || m.Loaded != m.Pictures {
				t.Errorf("%s, %d wide: %d of %d pictures loaded, want %d", name, m.Inner, m.Loaded, m.Pictures, page.pictures)
			}
		}
	}
}
