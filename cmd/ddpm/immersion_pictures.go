package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/runs"
	"ddpm/data/parallel"
	"ddpm/model"
)

// leave writes pictures and tables into folder.
func (m *immersion) leave(ctx context.Context, folder runs.Folder, curves []figure.Compaction, redundants []figure.Redundant) ([]picture, error) {
	pictures := []picture{
		{"strip.png", func(w io.Writer) error { return figure.Pictures(w, m.strip()) }},
		{"spectra.png", func(w io.Writer) error { return figure.Spectra(w, m.spectra()) }},
		{"compaction.png", func(w io.Writer) error { return figure.Compactions(w, curves) }},
		{"redundancy.png", func(w io.Writer) error { return figure.Redundancy(w, redundants) }},
	}
	if err := drawAll(ctx, folder, pictures); err != nil {
		return nil, err
	}
	return pictures, writeAll(ctx, folder, []picture{
		{forwardGIF, func(w io.Writer) error { return figure.PictureGIF(w, m.film()) }},
		{forwardCompaction, func(w io.Writer) error { return writeCompaction(w, curves) }},
		{forwardRedundancy, func(w io.Writer) error { return writeRedundancy(w, redundants) }},
	})
}

// strip returns the image from clean to noise: in two rows for one schedule, in one for each of several.
func (m *immersion) strip() (rows []figure.PictureRow) {
	if len(m.schedules) > 1 {
		for _, schedule := range m.schedules {
			rows = append(rows, figure.PictureRow{Heading: schedule.Name(), Pictures: m.shots(schedule, moments(schedule.Steps(), figure.PictureColumns))})
		}
		return rows
	}
	for pictures := range slices.Chunk(m.shots(m.schedules[0], moments(m.schedules[0].Steps(), imageStrip)), figure.PictureColumns) {
		rows = append(rows, figure.PictureRow{Pictures: pictures})
	}
	return rows
}

func (m *immersion) film() []figure.Picture {
	return m.shots(m.schedules[0], moments(m.schedules[0].Steps(), imageFrames))
}

// shots returns the image at some times of a schedule.
func (m *immersion) shots(schedule *model.Schedule, times []int) []figure.Picture {
	pictures := make([]figure.Picture, len(times))
	parallel.Each(context.Background(), len(times), func(i int) {
		pictures[i] = figure.Picture{Title: fmt.Sprintf("t = %d", times[i]), Image: m.at(schedule, times[i]).Picture()}
	})
	return pictures
}

// spectra returns the image at some times beside the root mean square of its channels' frequencies.
func (m *immersion) spectra() (all []figure.Spectrum) {
	schedule := m.schedules[0]
	for _, t := range moments(schedule.Steps(), imageSpectra) {
		now := m.at(schedule, t)
		s := figure.Spectrum{Picture: figure.Picture{Title: fmt.Sprintf("t = %d", t), Image: now.Picture()}}
		s.Width, s.Height = now.Size()
		for _, energy := range now.Energies() {
			s.Magnitude = append(s.Magnitude, math.Sqrt(energy/float64(len(now))))
		}
		all = append(all, s)
	}
	return all
}
