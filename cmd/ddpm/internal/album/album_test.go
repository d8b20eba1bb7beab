package album

import (
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/figure"
	"ddpm/cmd/ddpm/internal/report"
	"ddpm/cmd/internal/runs"
	"ddpm/data/must"
)

// drawn is a figure that writes what the function does.
type drawn func(w io.Writer) error

func (d drawn) Write(w io.Writer, pixels float64) error { return d(w) }

func dot() figure.Figure {
	return drawn(func(w io.Writer) error { return png.Encode(w, image.NewGray(image.Rect(0, 0, 2, 2))) })
}

// in returns the album of a folder.
func in(folder string) Album { return Album{runs.Folder(folder), runs.Run, figure.Sharp} }

// A page has the pictures of its sections, in their order, and the folder has their files. A section without anything is left out.
func TestWrite(t *testing.T) {
	folder := runs.Folder(t.TempDir())
	lead := &Picture{File: runs.AnimationFile, Title: "Lead", Draw: dot}
	sections := []Section{
		{Section: report.Section{Title: "First"}, Pictures: []Picture{
			{File: Figure("samples.png"), Title: "Points", Caption: "two", Alt: "dots", Draw: dot}, {File: Figure("loss.png"), Title: "Loss", Draw: dot},
		}},
		{Section: report.Section{Title: "Empty"}},
		{Section: report.Section{Title: "Last"}, Pictures: []Picture{{File: Figure("cost.png"), Title: "Cost", Draw: dot}}},
	}
	must.Do(in(string(folder)).Write(t.Context(), runs.ReportFile, report.Page{Title: "Page"}, lead, sections))
	content := must.Get(os.ReadFile(folder.File(runs.ReportFile)))
	page, at := string(content), 0
	for _, text := range []string{"Lead", "First", "dots", "Points", "Loss", "Last", "Cost"} {
		next := strings.Index(page[at:], ">"+text)
		if alt := strings.Index(page[at:], `alt="`+text); next < 0 || alt >= 0 && alt < next {
			next = alt
		}
		if next < 0 {
			t.Fatalf("no %s after the first %d bytes", text, at)
		}
		at += next
	}
	if strings.Contains(page, "Empty") {
		t.Error("a section without anything has a heading")
	}
	for _, s := range sections {
		for _, p := range s.Pictures {
			if _, err := os.Stat(folder.File(p.File)); err != nil {
				t.Error(err)
			}
		}
	}
}

// A picture whose file is not among those of its folder would never be deleted: it is a mistake in the program.
func TestUnknownFile(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an unknown file was drawn")
		}
	}()
	_, _ = in(t.TempDir()).Draw(t.Context(), []Picture{{File: Figure("sampels.png"), Draw: dot}})
}

// Nothing is drawn after ctx has ended.
func TestDrawEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	folder := t.TempDir()
	draw := func() figure.Figure { t.Error("drawn after the end"); return dot() }
	if _, err := in(folder).Draw(ctx, []Picture{{File: Figure("loss.png"), Draw: draw}}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if files, _ := filepath.Glob(filepath.Join(folder, "*")); len(files) != 0 {
		t.Errorf("after the end there is %q", files)
	}
}

// Where no picture can be written, the error is that of one.
func TestOneError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := in(file).Draw(t.Context(), []Picture{{File: Figure("samples.png"), Draw: dot}, {File: Figure("loss.png"), Draw: dot}})
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v, want one", err)
	}
}

// A section that has numbers alone, or tables alone, stays on the page. One that has nothing but words does not.
func TestPageKeepsNumbers(t *testing.T) {
	folder := runs.Folder(t.TempDir())
	sections := []Section{
		{Section: report.Section{Title: "Counted", Numbers: []report.Number{{Name: "Width", Value: "7", Meaning: "Of it."}}}},
		{Section: report.Section{Title: "Listed", Tables: []report.Table{{Title: "All", Header: []string{"a"}, Rows: [][]string{{"b"}}}}}},
		{Section: report.Section{Title: "Hollow", Text: "Words."}},
	}
	must.Do(in(string(folder)).Write(t.Context(), runs.ReportFile, report.Page{Title: "Page"}, nil, sections))
	content := must.Get(os.ReadFile(folder.File(runs.ReportFile)))
	for text, want := range map[string]bool{"Counted": true, "Listed": true, "Hollow": false} {
		if got := strings.Contains(string(content), text); got != want {
			t.Errorf("the page says %q: %v", text, got)
		}
	}
}
