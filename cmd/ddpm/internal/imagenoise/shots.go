package imagenoise

import (
	"context"
	"fmt"
	"math"
	"slices"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/forward"
	"ddpm/data"
	"ddpm/data/parallel"
	"ddpm/model"
)

// strip returns the image from clean to noise: in two rows for one schedule, in one for each of several.
func (p *process) strip() (rows []figure.PictureRow) {
	if len(p.schedules) > 1 {
		for _, schedule := range p.schedules {
			rows = append(rows, figure.PictureRow{Heading: schedule.Name(), Pictures: p.shots(schedule, forward.Moments(schedule.Steps(), figure.PictureColumns))})
		}
		return rows
	}
	for pictures := range slices.Chunk(p.shots(p.schedules[0], forward.Moments(p.schedules[0].Steps(), imageStrip)), figure.PictureColumns) {
		rows = append(rows, figure.PictureRow{Pictures: pictures})
	}
	return rows
}

func (p *process) film() []figure.Picture {
	return p.shots(p.schedules[0], forward.Moments(p.schedules[0].Steps(), imageFrames))
}

// shots returns the image at some times of a schedule.
func (p *process) shots(schedule *model.Schedule, times []int) []figure.Picture {
	pictures := make([]figure.Picture, len(times))
	parallel.Each(context.Background(), len(times), func(i int) {
		pictures[i] = figure.Picture{Title: fmt.Sprintf("t = %d", times[i]), Image: p.at(schedule, times[i]).Picture()}
	})
	return pictures
}

// spectra returns the image at some times beside the root mean square of its channels' frequencies.
func (p *process) spectra() (all []figure.Spectrum) {
	schedule := p.schedules[0]
	for _, t := range forward.Moments(schedule.Steps(), imageSpectra) {
		now := p.at(schedule, t)
		field := figure.Field{Values: now.Energies()}
		field.Width, field.Height = now.Size()
		field.View.Hi = data.Point{float64(field.Width) / 2, float64(field.Height) / 2} // a cosine of number k has k/2 cycles
		for i, energy := range field.Values {
			field.Values[i] = math.Sqrt(energy / float64(len(now)))
		}
		all = append(all, figure.Spectrum{Picture: figure.Picture{Title: fmt.Sprintf("t = %d", t), Image: now.Picture()}, Magnitude: field})
	}
	return all
}
