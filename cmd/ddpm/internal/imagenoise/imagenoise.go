// Package imagenoise shows and measures the forward process of an image: how noise hides its frequencies, the finest first.
//
// Read imagenoise.go, then process.go (the image at each step) and page.go (pictures and what is said of them).
package imagenoise

import (
	"context"
	"slices"
	"strings"

	"ddpm/cmd/ddpm/internal/forward"
	"ddpm/cmd/ddpm/internal/landscape"
	"ddpm/cmd/ddpm/internal/spectrum"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
)

// OwnPicture is the name of the picture that comes with the program.
const OwnPicture = "landscape"

// Side is how many pixels the longer side of an image has at most, as the program looks at it.
const Side = 256

// Found is what is known of an image, as JSON.
type Found struct {
	Image       string        `json:"image"`
	Folder      string        `json:"folder"`
	Seed        uint64        `json:"seed"`
	Width       int           `json:"width"` // as it was looked at
	Height      int           `json:"height"`
	Channels    int           `json:"channels"`
	Power       float64       `json:"power"`     // mean square of the values, from −1 to 1
	Packed      float64       `json:"energy_90"` // the share of the frequencies, lowest first, that hold 90% of the energy
	Schedules   []scheduleEnd `json:"schedules"` // the first is that of all else
	Levels      []level       `json:"levels"`    // of the compaction
	Resolutions []resolution  `json:"resolutions"`
	Remarks     []string      `json:"remarks"`  // on each schedule's end
	Complete    bool          `json:"complete"` // false while it is still being made
}

// scheduleEnd is how an image ends.
type scheduleEnd struct {
	Schedule  string  `json:"schedule"`
	Steps     int     `json:"timesteps"`
	LogSNR    float64 `json:"log_snr"`   // at T, for data of power 1
	Strongest float64 `json:"strongest"` // SNR of the image's strongest frequency at T
	EndsNoisy bool    `json:"ends_in_noise"`
}

// level is an image at a t.
type level struct {
	T           int      `json:"t"`
	LogSNR      *float64 `json:"log_snr,omitempty"`
	Energy      float64  `json:"energy"`          // mean square, measured
	Expected    float64  `json:"expected_energy"` // a²·power + σ²
	Low         float64  `json:"low"`             // share of the energy in the lowest 1% of the frequencies, measured
	LowExpected float64  `json:"low_expected"`
}

// resolution is the image at one resolution, pooled to the smallest, at the t that is shown.
type resolution struct {
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	Factor   int     `json:"factor"` // from it to the smallest, on either side
	T        int     `json:"t"`
	SNR      float64 `json:"snr"`
	Measured float64 `json:"snr_measured"`
}

// Open reads an image, or, without a name, takes the program's own, with at most so many pixels along its longer side.
func Open(name string, side int) (spectrum.Image, error) {
	raster := data.Raster{}
	var err error
	if name == "" {
		raster = data.NewRaster(landscape.Draw(), side)
	} else if raster, err = data.ReadRaster(name, side); err != nil {
		return nil, err
	}
	return spectrum.NewImage(raster), nil
}

// Run takes an image through the forward process of each schedule, and leaves what is seen of it in folder. The first schedule is drawn.
// The command is the line that does this again.
func Run(
	ctx context.Context, out *terminal.Output, folder runs.Folder, name string, clean spectrum.Image, schedules []*model.Schedule, seed uint64,
	command string, effort forward.Effort,
) (Found, error) {
	p := newProcess(clean, schedules, seed)
	width, height := clean.Size()
	found := Found{
		Image: name, Folder: string(folder), Seed: seed, Width: width, Height: height, Channels: len(clean),
		Power: clean.Power(),
	}
	enough, _ := slices.BinarySearch(spectrum.Compaction(p.energies, p.order), .9)
	found.Packed = float64(enough) / float64(len(p.order))
	for _, schedule := range schedules {
		end := p.end(schedule)
		found.Schedules = append(found.Schedules, end)
		found.Remarks = append(found.Remarks, end.remark())
	}
	err := forward.Tell(ctx, folder, &found, &found.Complete, effort.Pixels, func() (forward.Story, error) {
		story := p.story(&found)
		story.Page.Commands = []string{command}
		return story, ctx.Err()
	})
	if err == nil {
		out.Printf("%s, %d × %d: %.3g%% of the frequencies hold 90%% of the energy\n", found.Image, width, height, 100*found.Packed)
		out.Printf("%s\n", strings.Join(found.Remarks, "\n"))
	}
	return found, err
}
