package figure

import (
	"bytes"
	"image"
	"image/gif"
	"math"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
)

// bell returns the normal density around a mean as a curve.
func bell(mean float64) (curve []data.Point) {
	for i := range 301 {
		x := float64(i-150) / 50
		curve = append(curve, data.Point{x, normalDensity(x - mean)})
	}
	return curve
}

func ridgelines(rows int) []Ridgeline {
	line := Ridgeline{Title: "x"}
	for range rows {
		line.Rows = append(line.Rows, Ridge{Title: "t = 1", Curve: bell(1), Mean: 1, Deviation: 1, Lo: -2, Hi: 3})
	}
	return []Ridgeline{line, line}
}

func particles(sets ...[]data.Point) (panels []Panel) {
	for _, points := range sets {
		panels = append(panels, Panel{Title: "t = 1", Points: points, Ink: True, Marginals: [2][]data.Point{bell(0), bell(0)}})
	}
	return panels
}

// heats returns densities of normal distributions around (x, 0), with their marginals.
func heats(centres ...float64) (panels []Panel) {
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	for _, x := range centres {
		density := Exact(view, Fine, gaussian2{data.Point{x, 0}}.LogDensities)
		panels = append(panels, Panel{Title: "t = 1", Density: &density, Marginals: [2][]data.Point{bell(x), bell(0)}})
	}
	return panels
}

func forgotten(n int) (all []Forgetting) {
	for i := range n {
		f := Forgetting{Schedule: "linear", Forgotten: 0.01}
		for t := 1.0; t <= 50; t++ {
			left := math.Exp(-t * float64(i+1) / 10)
			f.Time, f.LogSNR, f.AlphaBar = append(f.Time, t), append(f.LogSNR, math.Log(left)), append(f.AlphaBar, left)
			f.Variance[0], f.Variance[1] = append(f.Variance[0], 1), append(f.Variance[1], 1)
			f.Entropy, f.KL, f.Information = append(f.Entropy, 2.8-left), append(f.KL, left), append(f.Information, left)
		}
		all = append(all, f)
	}
	return all
}

// The summit of a ridge around 1 is drawn at 1.
func TestRidgesStandWhereTheyAre(t *testing.T) {
	img := decoded(t, Ridges(-3, 3, ridgelines(1)[:1]))
	box := inked(img, img.Bounds(), isRed)
	summit := inked(img, image.Rect(box.Min.X, box.Min.Y, box.Max.X, box.Min.Y+3), isRed)
	middle := float64(summit.Min.X+summit.Max.X) / 2
	// The curve's own left end is that of the panel, from −3 to 3.
	if part := (middle - float64(box.Min.X)) / float64(box.Dx()); math.Abs(part-4.0/6) > 0.008 {
		t.Errorf("a summit at 1 is drawn %.3f of the way from −3 to 3", part)
	}
}

func TestHistogramCounts(t *testing.T) {
	curve := Histogram([]data.Point{{9, 0.1}, {9, 0.2}, {9, 0.9}, {9, 5}, {9, -1}}, 1, 0, 1, 4)
	want := []data.Point{{0, 1.6}, {0.25, 1.6}, {0.25, 0}, {0.5, 0}, {0.5, 0}, {0.75, 0}, {0.75, 0.8}, {1, 0.8}}
	for i, p := range curve {
		if math.Abs(p[0]-want[i][0])+math.Abs(p[1]-want[i][1]) > 1e-12 {
			t.Errorf("step %d is %v, want %v", i, p, want[i])
		}
	}
	f := Counted(View{data.Point{0, 0}, data.Point{2, 2}}, 2, []data.Point{{0.5, 1.5}, {0.1, 1.1}, {1.5, 0.5}, {7, 7}})
	for i, want := range []float64{0, 0.25, 0.5, 0} {
		if f.Values[i] != want {
			t.Errorf("cell %d has density %v, want %v", i, f.Values[i], want)
		}
	}
}

// A marginal is drawn beside the view, at the values of its coordinate: the one around 1 of the first coordinate has its summit at 1.
func TestMarginalsStandBesideTheView(t *testing.T) {
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	for axis := range 2 {
		panel := Panel{Ink: True}
		panel.Marginals[axis] = bell(1)
		figure := Strip(view, []Panel{panel})
		img, panels, frames := seen(t, figure)
		summit, foot := data.Point{1, 1}, data.Point{1, 1}
		foot[1-axis], summit[1-axis] = 3, 3.6 // half of the strip is the height of the standard normal density
		in, out := pixelOf(panels[0], frames[0], foot[0], foot[1]), pixelOf(panels[0], frames[0], summit[0], summit[1])
		if box := inked(img, frames[0], isRed); box.Empty() || axis == 0 && (box.Max.Y > in.Y+4 || box.Min.Y > out.Y || box.Min.Y < out.Y-6) ||
			axis == 1 && (box.Min.X < in.X-4 || box.Max.X < out.X || box.Max.X > out.X+6) {
			t.Errorf("axis %d: the marginal is in %v, want from %v to %v", axis, box, in, out)
		}
		if c := img.At(out.X, out.Y); !isRed(c) {
			t.Errorf("axis %d: at its summit it is %v", axis, c)
		}
	}
}

// The density of the second frame is right of that of the first, and both frames are as large as the animation.
func TestGIFShowsTheDensityMove(t *testing.T) {
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	movie := must.Get(gif.DecodeAll(bytes.NewReader(written(GIF(view, heats(0, 1.5))))))
	var middle [2]float64
	for i, frame := range movie.Image {
		if frame.Rect.Dx() != movie.Config.Width || frame.Rect.Dy() != movie.Config.Height {
			t.Errorf("frame %d is %v", i, frame.Rect)
		}
		panel := image.Rect(margin+2, frame.Rect.Dy()/2, frame.Rect.Dx()*3/4, frame.Rect.Dy()-margin-4)
		sum, weight := 0.0, 0.0
		for y := panel.Min.Y; y < panel.Max.Y; y++ {
			for x := panel.Min.X; x < panel.Max.X; x++ {
				r, _, _, _ := frame.At(x, y).RGBA()
				sum, weight = sum+float64(x)*float64(0xffff-r), weight+float64(0xffff-r)
			}
		}
		middle[i] = sum / weight
	}
	if moved := middle[1] - middle[0]; moved < 40 {
		t.Errorf("the density moves by %v pixels", moved)
	}
}

// Each schedule has its own colour, and the size of the figure does not depend on the number of schedules, except for room for other labels.
func TestForgettingsOverlaySchedules(t *testing.T) {
	one := decoded(t, Forgettings(forgotten(1)))
	two := decoded(t, Forgettings(forgotten(2)))
	if d := one.Bounds().Dy() - two.Bounds().Dy(); d < -8*Sharp || d > 8*Sharp {
		t.Errorf("sizes %v and %v", one.Bounds(), two.Bounds())
	}
	if red := inked(one, one.Bounds(), isRed); !red.Empty() {
		t.Error("one schedule has two colours")
	}
	if red, blue := inked(two, two.Bounds(), isRed), inked(two, two.Bounds(), isBlue); red.Empty() || blue.Empty() {
		t.Error("two schedules do not have two colours")
	}
}

// Every number of what is left is drawn: the picture is another one as soon as one list of any schedule is.
func TestForgettingShowsEveryNumber(t *testing.T) {
	picture := func(change func(all []Forgetting)) []byte {
		all := forgotten(2)
		change(all)
		var file bytes.Buffer
		must.Do(Forgettings(all).Write(&file, 0.5))
		return file.Bytes()
	}
	unchanged := picture(func([]Forgetting) {})
	for i := range 2 {
		for name, list := range map[string]func(f *Forgetting) []float64{
			"log-SNR": func(f *Forgetting) []float64 { return f.LogSNR }, "ᾱ": func(f *Forgetting) []float64 { return f.AlphaBar },
			"first variance":  func(f *Forgetting) []float64 { return f.Variance[0] },
			"second variance": func(f *Forgetting) []float64 { return f.Variance[1] },
			"entropy":         func(f *Forgetting) []float64 { return f.Entropy }, "KL": func(f *Forgetting) []float64 { return f.KL },
			"information": func(f *Forgetting) []float64 { return f.Information },
		} {
			changed := picture(func(all []Forgetting) {
				for k, v := range list(&all[i]) {
					list(&all[i])[k] = .7 * v
				}
			})
			if bytes.Equal(changed, unchanged) {
				t.Errorf("%s of schedule %d is not in the picture", name, i)
			}
		}
	}
}
