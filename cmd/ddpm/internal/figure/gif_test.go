package figure

import (
	"bytes"
	"image"
	"image/gif"
	"image/png"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
)

// film60 returns 60 frames of 10,000 points that contract.
func film60() []Panel {
	points := gaussian2{}.draw(10_000, 0)
	frames := make([]Panel, 60)
	for i := range frames {
		shrunk := make([]data.Point, len(points))
		for j, x := range points {
			shrink := 1 - float64(i)/70
			shrunk[j] = data.Point{x[0] * shrink, x[1] * shrink}
		}
		frames[i] = Panel{Title: "t = 1000, some words", Points: shrunk, Ink: Learned}
	}
	return frames
}

func TestGIF(t *testing.T) {
	frames := film60()
	encoded := written(GIF(Around(frames[0].Points), frames))
	if len(encoded) > 3<<20 {
		t.Errorf("animation of %d bytes", len(encoded))
	}
	movie := must.Get(gif.DecodeAll(bytes.NewReader(encoded)))
	if len(movie.Image) != len(frames) {
		t.Fatalf("%d frames, want %d", len(movie.Image), len(frames))
	}
	if movie.LoopCount != 0 {
		t.Errorf("loop count %d, want 0, for ever", movie.LoopCount)
	}
	for i, delay := range movie.Delay {
		want := gifDelay
		switch i {
		case 0:
			want = gifFirst
		case len(frames) - 1:
			want = gifLast
		}
		if delay != want {
			t.Errorf("frame %d stands %d hundredths of a second, want %d", i, delay, want)
		}
	}
	width := func(i int) int { return inked(movie.Image[i], movie.Image[i].Rect, isBlue).Dx() }
	if first, last := width(0), width(59); last > first/2 {
		t.Errorf("points fill %d pixels at first and %d at last, though they contract to a seventh", first, last)
	}
}

// frameOf returns the frame of an animation of one panel.
func frameOf(view View, panel Panel) *image.Paletted {
	return GIF(view, []Panel{panel}).Frames[0]
}

func TestGIFCircleIsRoundAndInPlace(t *testing.T) {
	for _, view := range []View{
		{data.Point{-2, -2}, data.Point{2, 2}},
		{data.Point{-4, -1.5}, data.Point{4, 1.5}},
		{data.Point{-1.5, -1.5}, data.Point{1.5, 1.9}},
	} {
		img := frameOf(view, Panel{Points: circle(data.Point{}, 1), Ink: True})
		box := inked(img, img.Rect, isRed)
		if d := box.Dx() - box.Dy(); d < -1 || d > 1 {
			t.Errorf("view %v: circle %d pixels wide and %d high", view, box.Dx(), box.Dy())
		}
		shown, aspect := view.shaped()
		w, h := shown.size()
		wide := float64(gifWidth - 2*margin)
		x := margin - shown.Lo[0]/w*wide
		y := float64(img.Rect.Max.Y) - margin + shown.Lo[1]/h*wide*aspect
		if dx, dy := float64(box.Min.X+box.Max.X)/2-x, float64(box.Min.Y+box.Max.Y)/2-y; dx*dx+dy*dy > 2 {
			t.Errorf("view %v: circle %v is not around %.1f, %.1f", view, box, x, y)
		}
	}
}

func TestGIFTitleIsSeen(t *testing.T) {
	dark := func(title string) (n int) {
		img := frameOf(View{}, Panel{Title: title, Ink: True})
		for y := range img.Rect.Dy() {
			for x := range img.Rect.Dx() {
				if lightness(img.At(x, y)) < 0.5 {
					n++
				}
			}
		}
		return n
	}
	if blank, short, long := dark(""), dark("t = 1"), dark("t = 1000"); blank != 0 || short == 0 || long <= short {
		t.Errorf("titles have %d, %d and %d dark pixels", blank, short, long)
	}
}

func TestGIFOfOneFrame(t *testing.T) {
	encoded := written(GIF(View{}, []Panel{{Ink: True}}))
	movie, err := gif.DecodeAll(bytes.NewReader(encoded))
	if err != nil || len(movie.Image) != 1 || movie.Delay[0] != gifLast {
		t.Errorf("a film of one frame: %v", err)
	}
}

// sheetOf returns the sheet of an animation, and how many frames are in a row.
func sheetOf(a Animation) (sheet image.Image, columns int) {
	var b bytes.Buffer
	columns = must.Get(a.WriteSheet(&b))
	return must.Get(png.Decode(&b)), columns
}

// The sheet of an animation holds its frames in rows, each as it is in the GIF file, except for colours that are rounded.
func TestSheetHoldsTheFrames(t *testing.T) {
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	for name, animation := range map[string]Animation{
		"points":    GIF(view, []Panel{{Points: circle(data.Point{}, 1), Ink: True}, {Points: circle(data.Point{}, 2), Ink: Learned}, {Ink: True}}),
		"densities": GIF(view, heats(0, 1, 2, -1, -2)),
	} {
		sheet, columns := sheetOf(animation)
		size := animation.Frames[0].Rect.Size()
		for i, frame := range animation.Frames {
			corner, worst := image.Pt(i%columns*size.X, i/columns*size.Y), 0.0
			for y := range size.Y {
				for x := range size.X {
					worst = max(worst, math.Abs(lightness(frame.At(x, y))-lightness(sheet.At(corner.X+x, corner.Y+y))))
				}
			}
			if worst > .04 {
				t.Errorf("%s: frame %d differs by %v", name, i, worst)
			}
		}
	}
}
