package main

import (
	"context"
	"fmt"
	"math"
	"slices"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/landscape"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/cmd/ddpm/internal/spectrum"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample/audit"
)

// drawnPicture is the name of the picture that the program draws itself.
const drawnPicture = "landscape"

// How many times strips, spectra and curves of an image show; and its resolutions and the least side of the smallest.
const (
	imageStrip       = 2 * figure.PictureColumns
	imageSpectra     = 5
	imageFrames      = 32
	imageCurve       = 48
	imageResolutions = 4
	leastResolution  = 8
	pooledAt         = -1 // the log-SNR at which resolutions are shown
)

// immersed is what ddpm forward has found of an image, as JSON.
type immersed struct {
	Image       string            `json:"image"`
	Folder      string            `json:"folder"`
	Seed        uint64            `json:"seed"`
	Width       int               `json:"width"` // as it was looked at
	Height      int               `json:"height"`
	Channels    int               `json:"channels"`
	Power       float64           `json:"power"`     // mean square of the values, from −1 to 1
	Packed      float64           `json:"energy_90"` // the share of the frequencies, lowest first, that hold 90% of the energy
	Schedules   []imageSchedule   `json:"schedules"` // the first is that of all else
	Levels      []imageLevel      `json:"levels"`    // of the compaction
	Resolutions []imageResolution `json:"resolutions"`
	Remarks     []string          `json:"remarks"`  // on each schedule's end
	Complete    bool              `json:"complete"` // false while it is still being made
}

// imageSchedule is how an image ends.
type imageSchedule struct {
	Schedule  string  `json:"schedule"`
	Steps     int     `json:"timesteps"`
	LogSNR    float64 `json:"log_snr"`   // at T, for data of power 1
	Strongest float64 `json:"strongest"` // SNR of the image's strongest frequency at T
	EndsNoisy bool    `json:"ends_in_noise"`
}

// imageLevel is an image at a t.
type imageLevel struct {
	T           int      `json:"t"`
	LogSNR      *float64 `json:"log_snr,omitempty"`
	Energy      float64  `json:"energy"`          // mean square, measured
	Expected    float64  `json:"expected_energy"` // a²·power + σ²
	Low         float64  `json:"low"`             // share of the energy in the lowest 1% of the frequencies, measured
	LowExpected float64  `json:"low_expected"`
}

// imageResolution is the image at one resolution, pooled to the smallest, at the t that is shown.
type imageResolution struct {
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	Factor   int     `json:"factor"` // from it to the smallest, on either side
	T        int     `json:"t"`
	SNR      float64 `json:"snr"`
	Measured float64 `json:"snr_measured"`
}

// immersion is an image on its way through the forward process. All times see the same noise.
type immersion struct {
	clean, noise spectrum.Image
	schedules    []*model.Schedule
	energies     []float64 // of the clean image, by frequency
	order        []int     // of the frequencies, lowest first
	resolutions  []spectrum.Resolution
}

// openImage reads an image, or draws the program's own.
func openImage(name string) (spectrum.Image, error) {
	raster := data.Raster{}
	var err error
	if name == "" {
		raster = data.NewRaster(landscape.Draw(), effort.imageSide)
	} else if raster, err = data.ReadRaster(name, effort.imageSide); err != nil {
		return nil, err
	}
	return spectrum.NewImage(raster), nil
}

func newImmersion(clean spectrum.Image, schedules []*model.Schedule, seed uint64) *immersion {
	return &immersion{
		clean: clean, noise: clean.Noise(seed, 0), schedules: schedules,
		energies: clean.Energies(), order: spectrum.Zigzag(clean.Size()),
		resolutions: spectrum.Resolutions(clean, imageResolutions, leastResolution, seed),
	}
}

// at returns the image at a time of a schedule.
func (m *immersion) at(schedule *model.Schedule, t int) spectrum.Image {
	return m.clean.Noised(m.noise, schedule.Signal(t), schedule.Noise(t))
}

// forwardImage drowns an image in noise along the schedules, and leaves what is seen of it in folder.
func (a *app) forwardImage(ctx context.Context, folder runs.Folder, name string, clean spectrum.Image, schedules []*model.Schedule) error {
	m := newImmersion(clean, schedules, a.Seed)
	width, height := clean.Size()
	found := immersed{
		Image: name, Folder: string(folder), Seed: a.Seed, Width: width, Height: height, Channels: len(clean),
		Power: clean.Power(),
	}
	shares := spectrum.Compaction(m.energies, m.order)
	enough, _ := slices.BinarySearch(shares, .9)
	found.Packed = float64(enough) / float64(len(m.order))
	for _, schedule := range schedules {
		end := m.end(schedule)
		found.Schedules = append(found.Schedules, end)
		found.Remarks = append(found.Remarks, end.remark())
	}
	if err := begin(folder, found); err != nil {
		return err
	}
	bar := a.bar(2, "noising")
	defer bar.Finish()
	curves := m.compactions(&found)
	_ = bar.Add(1)
	redundants := m.redundants(&found)
	if err := ctx.Err(); err != nil {
		return err
	}
	pictures, err := m.leave(ctx, folder, curves, redundants)
	if err != nil {
		return err
	}
	if err := writeImagePage(folder, found, pictures); err != nil {
		return err
	}
	found.Complete = true
	if err := folder.WriteJSON(forwardJSON, found); err != nil {
		return err
	}
	_ = bar.Finish()
	a.printf("%s, %d × %d: %.3g%% of the frequencies hold 90%% of the energy\n", found.Image, width, height, 100*found.Packed)
	for _, text := range found.Remarks {
		a.printf("%s\n", text)
	}
	a.printf("all of it on one page: %s\n", folder.File(forwardPage))
	return a.result(found)
}

// end returns how the image ends along a schedule. Its strongest frequency is the last to be told from noise: of a Gaussian of
// that power ½ ln(1 + SNR) nats are left, and if that is no more than a distribution may leave, the image has ended in noise.
func (m *immersion) end(schedule *model.Schedule) imageSchedule {
	last := schedule.Steps()
	signal, noise := schedule.Signal(last), schedule.Noise(last)
	strongest := signal * signal * slices.Max(m.energies) / (float64(len(m.clean)) * noise * noise)
	return imageSchedule{
		Schedule: schedule.Name(), Steps: last, LogSNR: schedule.LogSNR(last), Strongest: strongest,
		EndsNoisy: math.Log1p(strongest)/2 <= audit.Forgotten,
	}
}

// remark says in words what the last step of a schedule leaves of an image.
func (s imageSchedule) remark() string {
	text := fmt.Sprintf("%s: after %d steps, at a log-SNR of %.2f, the image's strongest frequency has %.2g times the power of its noise.",
		s.Schedule, s.Steps, s.LogSNR, s.Strongest)
	if s.EndsNoisy {
		return text + " It ends in noise."
	}
	return text + fmt.Sprintf(" It does not end in noise, for which that may be at most %.2g: a chain that starts from N(0, I) starts "+
		"from another distribution.", math.Expm1(2*audit.Forgotten))
}

// compactions returns how energy is packed at some times.
func (m *immersion) compactions(found *immersed) (curves []figure.Compaction) {
	schedule, n := m.schedules[0], float64(len(m.order))
	values := n * float64(len(m.clean))
	low := int(math.Ceil(n / 100))
	for _, t := range moments(schedule.Steps(), imageSpectra+1) {
		signal, sigma := schedule.Signal(t), schedule.Noise(t)
		measured := m.at(schedule, t).Energies()
		expected := spectrum.Expected(m.energies, len(m.clean), signal, sigma)
		packed, foreseen := spectrum.Compaction(measured, m.order), spectrum.Compaction(expected, m.order)
		curve := figure.Compaction{Title: fmt.Sprintf("t = %d", t)}
		for _, k := range logarithmic(len(m.order), 400) {
			curve.Measured = append(curve.Measured, data.Point{float64(k) / n, packed[k]})
			curve.Expected = append(curve.Expected, data.Point{float64(k) / n, foreseen[k]})
		}
		curves = append(curves, curve)
		level := imageLevel{T: t, Low: packed[low], LowExpected: foreseen[low]}
		if t > 0 {
			logSNR := schedule.LogSNR(t)
			level.LogSNR = &logSNR
		}
		for i := range measured {
			level.Energy += measured[i] / values
			level.Expected += expected[i] / values
		}
		found.Levels = append(found.Levels, level)
	}
	return curves
}

// logarithmic returns whole numbers from 0 to n, at most count besides, about evenly spread in both their size and its logarithm.
func logarithmic(n, count int) []int {
	numbers := []int{0}
	for i := range count {
		part := float64(i/2) / float64((count-1)/2)
		if i%2 == 0 {
			numbers = append(numbers, int(math.Round(math.Pow(float64(n), part))))
		} else {
			numbers = append(numbers, int(math.Round(part*float64(n))))
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// redundants returns the resolutions at the time that is shown, and over all times.
func (m *immersion) redundants(found *immersed) (all []figure.Redundant) {
	schedule := m.schedules[0]
	shown := 1
	for t := 2; t <= schedule.Steps(); t++ {
		if math.Abs(schedule.LogSNR(t)-pooledAt) < math.Abs(schedule.LogSNR(shown)-pooledAt) {
			shown = t
		}
	}
	signal, sigma := schedule.Signal(shown), schedule.Noise(shown)
	for _, r := range m.resolutions {
		width, height := r.Image.Size()
		noised := r.Image.Noised(r.Noise, signal, sigma)
		expected, measured := r.SNR(signal, sigma)
		one := figure.Redundant{
			Size: fmt.Sprintf("%d × %d", width, height), Ratio: fmt.Sprintf("%.1f dB", decibels(measured)),
			Noised: figure.Picture{Image: noised.Picture()}, Pooled: figure.Picture{Image: noised.Pooled(r.Factor).Picture()},
		}
		for _, t := range moments(schedule.Steps(), imageCurve)[1:] {
			expected, measured := r.SNR(schedule.Signal(t), schedule.Noise(t))
			one.SNR = append(one.SNR, data.Point{float64(t), decibels(expected)})
			one.Measured = append(one.Measured, data.Point{float64(t), decibels(measured)})
		}
		all = append(all, one)
		found.Resolutions = append(found.Resolutions, imageResolution{width, height, r.Factor, shown, expected, measured})
	}
	return all
}

// decibels returns a ratio of powers on a logarithmic scale; what is nothing is very little.
func decibels(ratio float64) float64 { return 10 * math.Log10(max(ratio, 1e-12)) }
