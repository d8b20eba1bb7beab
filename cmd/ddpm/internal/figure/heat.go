package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette"
	"gonum.org/v1/plot/palette/moreland"
	"gonum.org/v1/plot/plotter"
)

// heatMap returns a field in colours as a mark. share says what share of the way from the lightest to the darkest colour a value has;
// what is not a number is the lightest.
func heatMap(f Field, share func(value float64) float64) plot.Plotter {
	// Of the heat map only Plot is kept: its GlyphBoxes would cost time and change nothing.
	return struct{ plot.Plotter }{&plotter.HeatMap{
		GridXYZ: f.mapped(share), Palette: darkening.Palette(256), Rasterized: true,
		Min: 0, Max: 1, Underflow: white, NaN: white, Overflow: darkest,
	}}
}

// root returns the share that follows the square root of a value up to a top, so that small values can be seen beside large ones.
func root(top float64) func(float64) float64 {
	return func(value float64) float64 { return math.Sqrt(min(1, value/top)) }
}

// logarithm returns the share that follows the logarithm of a value between a least and a top.
func logarithm(least, top float64) func(float64) float64 {
	return func(value float64) float64 { return min(1, math.Log(max(value, least)/least)/math.Log(top/least)) }
}

// colourBar returns a grid of one panel that shows which value each colour stands for.
func colourBar(share func(value float64) float64, values []plot.Tick) grid {
	const height = 12
	p := newPanel("", &plotter.ColorBar{ColorMap: darkening, Colors: 256})
	for i, tick := range values {
		values[i].Value = share(tick.Value)
	}
	p.X.Tick.Marker = plot.ConstantTicks(values)
	p.Y.Padding = gap // for half of the first label
	return grid{panels: []*plot.Plot{p}, columns: 1, height: height}
}

var darkest = color.RGBA{R: 0x14, G: 0x0b, B: 0x35, A: 0xff}

// darkening is the colours of a heat map from 0 to 1: from white over green and blue to nearly black, with equal steps in lightness.
var darkening = func() palette.ColorMap {
	ramp, err := moreland.NewLuminance([]color.Color{
		darkest,
		color.RGBA{R: 0x2d, G: 0x4f, B: 0x9e, A: 0xff},
		color.RGBA{R: 0x2c, G: 0x9c, B: 0xb0, A: 0xff},
		color.RGBA{R: 0xa4, G: 0xdc, B: 0xb5, A: 0xff},
		white,
	})
	require(err == nil, "figure: the colours of a heat map do not grow lighter")
	ramp.SetMin(0)
	ramp.SetMax(1)
	return palette.Reverse(ramp)
}()
