// Package album draws the pictures of a page: each is a file of a folder and a figure of the page.
package album

import (
	"bytes"
	"cmp"
	"context"
	"image/png"
	"io"
	"path/filepath"
	"strings"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/internal/runs"
	"ddpm/data/parallel"
)

// Picture is one picture: where it goes, what a page says of it, and how it is drawn.
type Picture struct {
	File    string // its path in the folder, one of the folder's kind
	Title   string // a few words
	Caption string // what to see in it
	Alt     string // what is seen, for those who cannot see it; "": the title
	Still   string // the same of what stands beside an animation
	Draw    func() figure.Figure
}

// Figure is the name of a PNG file among a folder's figures.
func Figure(name string) string { return filepath.Join(runs.FiguresFolder, name) }

// Section is a section of a page, with its pictures still to be drawn.
type Section struct {
	report.Section
	Pictures []Picture
}

// Album is where pictures go: a folder of a kind. Those that do not move have so many pixels a point.
type Album struct {
	Folder runs.Folder
	Kind   runs.Kind
	Pixels float64
}

// Write draws all pictures of a page, on all cores, writes each to its file in the folder, and then the page, with the pictures in it,
// to its own file. Sections that have nothing to show are left out. A picture whose file is not of the folder's kind is a mistake in
// the program: Write panics. Nothing is drawn after ctx has ended, and the error is then ctx's.
func (a Album) Write(ctx context.Context, file string, page report.Page, lead *Picture, sections []Section) error {
	var pictures []Picture
	if lead != nil {
		pictures = append(pictures, *lead)
	}
	for _, s := range sections {
		pictures = append(pictures, s.Pictures...)
	}
	figures, err := a.Draw(ctx, pictures)
	if err != nil {
		return err
	}
	if lead != nil {
		page.Lead, figures = &figures[0], figures[1:]
	}
	for _, s := range sections {
		s.Figures, figures = figures[:len(s.Pictures)], figures[len(s.Pictures):]
		if len(s.Numbers)+len(s.Figures)+len(s.Tables) > 0 {
			page.Sections = append(page.Sections, s.Section)
		}
	}
	return a.Folder.Write(func(w io.Writer) error { return report.Write(w, page) }, file)
}

// Draw draws pictures, on all cores, writes each to its file in the folder and returns them as figures of a page. The error is that of the first
// picture that has one: a full disk fails all of them.
func (a Album) Draw(ctx context.Context, pictures []Picture) ([]report.Figure, error) {
	figures, failed := make([]report.Figure, len(pictures)), make([]error, len(pictures))
	for _, p := range pictures {
		if !a.Kind.Has(p.File) {
			panic("album: " + p.File + " is no file of " + a.Kind.Name)
		}
	}
	parallel.Each(ctx, len(pictures), func(i int) {
		p := pictures[i]
		figures[i] = report.Figure{Name: p.Title, Caption: p.Caption, Alt: p.Alt}
		failed[i] = a.draw(p, &figures[i])
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return figures, cmp.Or(failed...)
}

// draw draws a picture, writes it to its file, and adds it to a figure of a page. Of an animation the file is a GIF, and the page has a film.
func (a Album) draw(p Picture, f *report.Figure) error {
	var onPage bytes.Buffer
	write := func(draw func(w io.Writer) error) error {
		return a.Folder.Write(draw, strings.Split(filepath.ToSlash(p.File), "/")...)
	}
	drawing := p.Draw()
	film, moves := drawing.(figure.Animation)
	if !moves {
		err := write(func(w io.Writer) error { return drawing.Write(io.MultiWriter(w, &onPage), a.Pixels) })
		f.Image = onPage.Bytes()
		return err
	}
	columns, err := film.WriteSheet(&onPage)
	if err != nil {
		return err
	}
	size := film.Frames[0].Rect.Size()
	f.Image = onPage.Bytes()
	f.Film = &report.Film{Frames: len(film.Frames), Columns: columns, Width: size.X, Height: size.Y, Seconds: film.Seconds(), StillAlt: p.Still}
	if film.Still != nil {
		var still bytes.Buffer
		if err := png.Encode(&still, film.Still); err != nil {
			return err
		}
		f.Film.Still = still.Bytes()
	}
	return write(func(w io.Writer) error { return film.Write(w, a.Pixels) })
}
