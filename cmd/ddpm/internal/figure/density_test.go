package figure

import (
	"image"
	"image/color"
	"math"
	"testing"

	"ddpm/data"
)

// shades returns the colours of a heat map, from 0 to 1.
func shades() []color.Color { return darkening.Palette(256).Colors() }

// lightness returns how light a colour is, from 0 to 1.
func lightness(c color.Color) float64 {
	return float64(color.GrayModel.Convert(c).(color.Gray).Y) / 255
}

func TestColoursOfADensityDarken(t *testing.T) {
	shades := shades()
	if got := shades[0]; !near(got, white, 0) {
		t.Errorf("zero is %v, want white", got)
	}
	for i := 1; i < len(shades); i++ {
		if lightness(shades[i]) > lightness(shades[i-1]) {
			t.Errorf("shade %d is lighter than the one before", i)
		}
	}
}

// uniform returns a panel of a density that is the same everywhere.
func uniform(value float64) Panel {
	f := NewField(View{data.Point{-3, -3}, data.Point{3, 3}}, 50, func(dst []float64, _ []data.Point) {
		for i := range dst {
			dst[i] = value
		}
	})
	return Panel{Density: &f}
}

// The same value has the same colour in all panels. In a figure of densities the darkest is the highest of all, in a strip that of the
// first; what is higher is not darker.
func TestPanelsShareTheirColours(t *testing.T) {
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	shades := shades()
	half := shades[int(math.Round(255*math.Sqrt(0.5)))]
	for name, test := range map[string]struct {
		figure Sheet
		want   []color.Color
	}{
		"density": {Density(uniform(0.5), uniform(1), uniform(0), uniform(math.NaN())), []color.Color{half, shades[255], shades[0], shades[0]}},
		"strip":   {Strip(view, []Panel{uniform(1), uniform(0.5), uniform(2)}), []color.Color{shades[255], half, shades[255]}},
	} {
		img, _, frames := seen(t, test.figure)
		for i, want := range test.want {
			middle := frames[i].Min.Add(frames[i].Max).Div(2)
			if got := img.At(middle.X, middle.Y); !near(got, want, 8) {
				t.Errorf("%s: panel %d has colour %v, want %v", name, i, got, want)
			}
		}
	}
}

// Every error's highest value has the darkest colour, however small it is.
func TestErrorsHaveTheirOwnColours(t *testing.T) {
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	bump := func(height float64) Panel {
		f := NewField(view, 100, func(dst []float64, x []data.Point) {
			for i, p := range x {
				dst[i] = height * math.Exp(-(p[0]*p[0] + p[1]*p[1]))
			}
		})
		return Panel{Density: &f}
	}
	figure := Errors([]Panel{bump(1), bump(1e-6)})
	img, _, frames := seen(t, figure)
	shades := shades()
	for i, box := range frames[:2] { // the third is that of the colour bar
		middle := img.At((box.Min.X+box.Max.X)/2, (box.Min.Y+box.Max.Y)/2)
		corner := img.At(box.Min.X+8, box.Min.Y+8)
		if !near(middle, shades[255], 12) || !near(corner, shades[0], 12) {
			t.Errorf("panel %d is %v in the middle and %v in the corner", i, middle, corner)
		}
	}
}

// near reports whether no channel of two colours differs by more than a tolerance out of 255.
func near(a, b color.Color, tolerance int) bool {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	for _, pair := range [][2]uint32{{ar, br}, {ag, bg}, {ab, bb}} {
		if d := int(pair[0]>>8) - int(pair[1]>>8); d < -tolerance || d > tolerance {
			return false
		}
	}
	return true
}

func TestDensityIsDrawnWhereItIs(t *testing.T) {
	view := View{data.Point{-6, -6}, data.Point{6, 6}}
	centre := data.Point{1, -1.5}
	density := Exact(view, Fine, gaussian2{centre}.LogDensities)
	figure := Density(Panel{Density: &density})
	img, _, frames := seen(t, figure)
	r := frames[0]
	var x, y, mass float64
	for row := r.Min.Y + 3; row < r.Max.Y-3; row++ {
		for column := r.Min.X + 3; column < r.Max.X-3; column++ {
			dark := 1 - lightness(img.At(column, row))
			x += dark * (float64(column-r.Min.X) + 0.5) / float64(r.Dx())
			y += dark * (float64(r.Max.Y-row) - 0.5) / float64(r.Dy())
			mass += dark
		}
	}
	got := data.Point{-6 + 12*x/mass, -6 + 12*y/mass}
	if math.Hypot(got[0]-centre[0], got[1]-centre[1]) > 0.05 {
		t.Errorf("darkness is centred on %v, want %v", got, centre)
	}
}

// A heat map has no bands: from white to the darkest colour, its bar changes by little at a time, and never becomes lighter.
func TestHeatMapsHaveNoBands(t *testing.T) {
	view := View{data.Point{-6, -6}, data.Point{6, 6}}
	density := Exact(view, Fine, gaussian2{}.LogDensities)
	figure := Density(Panel{Title: "a title, whose letters have greys", Density: &density})
	img, _, frames := seen(t, figure)
	bar := frames[1]
	row, steps := (bar.Min.Y+bar.Max.Y)/2, 0
	before := lightness(img.At(bar.Min.X+4, row))
	for x := bar.Min.X + 5; x < bar.Max.X-4; x++ {
		now := lightness(img.At(x, row))
		if now > before+.005 || now < before-.02 {
			t.Errorf("at %d of %d the bar goes from %.3f to %.3f", x-bar.Min.X, bar.Dx(), before, now)
		}
		if now != before {
			steps++
		}
		before = now
	}
	if steps < 150 {
		t.Errorf("the bar has %d colours", steps+1)
	}
}

func TestPalettedKeepsTheColours(t *testing.T) {
	few := image.NewRGBA(image.Rect(0, 0, 300, 200))
	many := image.NewRGBA(few.Rect)
	for y := range 200 {
		for x := range 300 {
			few.SetRGBA(x, y, color.RGBA{R: uint8(x % 16), G: uint8(y % 16), B: 77, A: 255})
			many.SetRGBA(x, y, color.RGBA{R: uint8(x * 255 / 299), G: uint8(y * 255 / 199), B: 255, A: 255})
		}
	}
	for _, test := range []struct {
		name      string
		img       *image.RGBA
		tolerance int
	}{{"256 colours", few, 0}, {"60,000 colours", many, 9}} {
		got := paletted(test.img, false)
		if len(got.Palette) > 256 {
			t.Errorf("%s: a palette of %d", test.name, len(got.Palette))
		}
		for y := range 200 {
			for x := range 300 {
				if !near(got.At(x, y), test.img.At(x, y), test.tolerance) {
					t.Fatalf("%s: pixel %d, %d is %v, was %v", test.name, x, y, got.At(x, y), test.img.At(x, y))
				}
			}
		}
	}
}

func TestRoundingKeepsBlackAndWhite(t *testing.T) {
	black, white := rgb{}, rgb{255, 255, 255}
	for levels := 255; levels > 0; levels-- {
		if a, b := rounded(black, levels), rounded(white, levels); a != black || b != white {
			t.Fatalf("%d levels: black and white become %v and %v", levels, a, b)
		}
	}
}
