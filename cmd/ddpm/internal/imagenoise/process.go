package imagenoise

import (
	"context"
	"fmt"
	"math"
	"slices"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/film"
	"ddpm/cmd/ddpm/internal/forward"
	"ddpm/cmd/ddpm/internal/spectrum"
	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/model"
	"ddpm/sample/audit"
)

// How many times strips, spectra and curves of an image show; and its resolutions and the least side of the smallest.
const (
	imageStrip       = 2 * figure.PictureColumns
	imageTimes       = 150 // that the strip is chosen from
	imageSpectra     = 5
	imageFrames      = 32
	imageCurve       = 48
	imageResolutions = 4
	leastResolution  = 8
	pooledAt         = -1 // the log-SNR at which resolutions are shown
)

// process is an image on its way through the forward process. All times see the same noise.
type process struct {
	clean, noise spectrum.Image
	schedules    []*model.Schedule
	energies     []float64 // of the clean image, by frequency
	order        []int     // of the frequencies, lowest first
	resolutions  []spectrum.Resolution
}

func newProcess(clean spectrum.Image, schedules []*model.Schedule, seed uint64) *process {
	return &process{
		clean: clean, noise: clean.Noise(seed, 0), schedules: schedules,
		energies: clean.Energies(), order: spectrum.Zigzag(clean.Size()),
		resolutions: spectrum.Resolutions(clean, imageResolutions, leastResolution, seed),
	}
}

// at returns the image at a time of a schedule.
func (p *process) at(schedule *model.Schedule, t int) spectrum.Image {
	return p.clean.Noised(p.noise, schedule.Signal(t), schedule.Noise(t))
}

// mostLeft is the largest signal-to-noise ratio of the strongest frequency of an image that ends in noise.
var mostLeft = math.Expm1(2 * audit.Forgotten)

// end returns how the image ends along a schedule. Its strongest frequency is the last to be told from noise: of a Gaussian of
// that power ½ ln(1 + SNR) nats are left, and if that is no more than a distribution may leave, the image has ended in noise.
func (p *process) end(schedule *model.Schedule) scheduleEnd {
	last := schedule.Steps()
	signal, noise := schedule.Signal(last), schedule.Noise(last)
	strongest := signal * signal * slices.Max(p.energies) / (float64(len(p.clean)) * noise * noise)
	return scheduleEnd{
		Schedule: schedule.Name(), Steps: last, LogSNR: schedule.LogSNR(last), Strongest: strongest,
		EndsNoisy: strongest <= mostLeft,
	}
}

// remark says in words what the last step of a schedule leaves of an image.
func (s scheduleEnd) remark() string {
	text := fmt.Sprintf("%s: after %d steps, at a log-SNR of %.2f, the image's strongest frequency has %.2g times the power of its noise.",
		s.Schedule, s.Steps, s.LogSNR, s.Strongest)
	if s.EndsNoisy {
		return text + " It ends in noise."
	}
	return text + fmt.Sprintf(" It does not end in noise: at most %.2g times may be left. A chain that starts from N(0, I) then starts "+
		"from another distribution.", mostLeft)
}

// strip returns the image from clean to noise: in two rows for one schedule, in one for each of several.
func (p *process) strip() (rows []figure.PictureRow) {
	if len(p.schedules) == 1 {
		for pictures := range slices.Chunk(p.spaced(p.schedules[0], imageStrip), figure.PictureColumns) {
			rows = append(rows, figure.PictureRow{Pictures: pictures})
		}
		return rows
	}
	for _, schedule := range p.schedules {
		rows = append(rows, figure.PictureRow{Heading: schedule.Name(), Pictures: p.spaced(schedule, figure.PictureColumns)})
	}
	return rows
}

// spaced returns the image at n times of a schedule, chosen so that each picture differs from the one before. The change from one time to
// another is the root mean square of that of the pixels: both have the same noise, which is independent of the image.
func (p *process) spaced(schedule *model.Schedule, n int) []figure.Picture {
	times, power := forward.Moments(schedule.Steps(), imageTimes), p.clean.Power()
	chosen := film.Even(len(times), n, func(i, j int) float64 {
		signal := schedule.Signal(times[i]) - schedule.Signal(times[j])
		return math.Hypot(signal*math.Sqrt(power), schedule.Noise(times[i])-schedule.Noise(times[j]))
	})
	some := make([]int, len(chosen))
	for k, i := range chosen {
		some[k] = times[i]
	}
	return p.shots(schedule, some)
}

// shots returns the image at times of a schedule.
func (p *process) shots(schedule *model.Schedule, times []int) []figure.Picture {
	pictures := make([]figure.Picture, len(times))
	parallel.Each(context.Background(), len(times), func(i int) {
		pictures[i] = figure.Picture{Title: forward.Moment(schedule, times[i]), Image: p.at(schedule, times[i]).Picture()}
	})
	return pictures
}

// spectra returns the image at some times beside the root mean square of its channels' frequencies.
func (p *process) spectra() (all []figure.Spectrum) {
	for _, t := range forward.Moments(p.schedules[0].Steps(), imageSpectra) {
		now := p.at(p.schedules[0], t)
		field := figure.Field{Values: now.Energies()}
		field.Width, field.Height = now.Size()
		field.View.Hi = data.Point{float64(field.Width) / 2, float64(field.Height) / 2} // a cosine of number k has k/2 cycles
		for i, energy := range field.Values {
			field.Values[i] = math.Sqrt(energy / float64(len(now)))
		}
		all = append(all, figure.Spectrum{Picture: figure.Picture{Title: forward.Moment(p.schedules[0], t), Image: now.Picture()}, Magnitude: field})
	}
	return all
}

// compactions returns how energy is packed at some times, as levels and as curves.
func (p *process) compactions() (levels []level, curves []figure.Compaction) {
	schedule, n := p.schedules[0], float64(len(p.order))
	values := n * float64(len(p.clean))
	low := int(math.Ceil(n / 100))
	for _, t := range forward.Moments(schedule.Steps(), imageSpectra+1) {
		measured := p.at(schedule, t).Energies()
		expected := spectrum.Expected(p.energies, len(p.clean), schedule.Signal(t), schedule.Noise(t))
		packed, foreseen := spectrum.Compaction(measured, p.order), spectrum.Compaction(expected, p.order)
		curve := figure.Compaction{Title: forward.Moment(schedule, t)}
		for _, k := range logarithmic(len(p.order), 400) {
			curve.Measured = append(curve.Measured, data.Point{float64(k) / n, packed[k]})
			curve.Expected = append(curve.Expected, data.Point{float64(k) / n, foreseen[k]})
		}
		curves = append(curves, curve)
		level := level{T: t, Low: packed[low], LowExpected: foreseen[low]}
		if t > 0 {
			level.LogSNR = new(schedule.LogSNR(t))
		}
		for i := range measured {
			level.Energy += measured[i] / values
			level.Expected += expected[i] / values
		}
		levels = append(levels, level)
	}
	return levels, curves
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
func (p *process) redundants() (found []resolution, all []figure.Redundant) {
	schedule := p.schedules[0]
	shown := 1
	for t := 2; t <= schedule.Steps(); t++ {
		if math.Abs(schedule.LogSNR(t)-pooledAt) < math.Abs(schedule.LogSNR(shown)-pooledAt) {
			shown = t
		}
	}
	signal, sigma := schedule.Signal(shown), schedule.Noise(shown)
	for _, r := range p.resolutions {
		width, height := r.Image.Size()
		noised := r.Image.Noised(r.Noise, signal, sigma)
		expected, measured := r.SNR(signal, sigma)
		one := figure.Redundant{
			Size: fmt.Sprintf("%d × %d", width, height), Ratio: fmt.Sprintf("%.1f dB", decibels(measured)),
			Noised: figure.Picture{Image: noised.Picture()}, Pooled: figure.Picture{Image: noised.Pooled(r.Factor).Picture()},
		}
		for _, t := range forward.Moments(schedule.Steps(), imageCurve)[1:] {
			expected, measured := r.SNR(schedule.Signal(t), schedule.Noise(t))
			one.SNR = append(one.SNR, data.Point{float64(t), decibels(expected)})
			one.Measured = append(one.Measured, data.Point{float64(t), decibels(measured)})
		}
		all = append(all, one)
		found = append(found, resolution{width, height, r.Factor, shown, expected, measured})
	}
	return found, all
}

// decibels returns a ratio of powers on a logarithmic scale; what is nothing is very little.
func decibels(ratio float64) float64 { return 10 * math.Log10(max(ratio, 1e-12)) }
