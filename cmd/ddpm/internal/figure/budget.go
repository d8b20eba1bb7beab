package figure

import (
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Part is a part of a budget.
type Part struct {
	Name string
	Nats float64
}

// partInks are the colours of the parts of a budget, in their order: yellow and green of Okabe and Ito's palette, then the
// network's own.
var partInks = []color.RGBA{
	{R: 0xe6, G: 0x9f, B: 0x00, A: 0xff},
	{R: 0x00, G: 0x9e, B: 0x73, A: 0xff},
	Learned,
}

// Space in points for a budget: the height of its bar, and of the line below that says what its colours are.
const (
	budgetBar    = 46
	budgetLegend = 26
	swatch       = 12
)

// Budget writes a figure of up to three parts that add up to a whole: one bar, laid on its side and cut into the parts, and
// what each part is. A part that is not positive has no length. It panics if there are more parts than colours.
func Budget(w io.Writer, parts []Part) error {
	if len(parts) > len(partInks) {
		panic("figure: a budget with more parts than colours")
	}
	var whole float64
	for _, part := range parts {
		whole += part.Nats
	}
	const left, right, bottom = 2 * margin, width - overhang, margin + budgetLegend + labelSpace + tickSpace
	c := newCanvas(bottom + budgetBar + titleSpace + margin)
	panel{
		title: fmt.Sprintf("error budget: %s nats in all", short(whole)),
		x:     budgetAxis(parts),
		y:     axis{hi: 1, scale: plot.LinearScale{}, bare: true},
		marks: []plot.Plotter{lengths(parts)},
	}.draw(c, rectangle(left, bottom, right, bottom+budgetBar))

	beside := style(labelSize, text.XLeft, text.YCenter)
	for i, part := range parts {
		x := left + vg.Length(i)*(right-left)/vg.Length(len(parts))
		const y = margin + budgetLegend/2
		fill(c, partInks[i], rectangle(x, y-swatch/2, x+swatch, y+swatch/2))
		label := fmt.Sprintf("%s: %s nats", part.Name, short(part.Nats))
		if whole > 0 {
			label += fmt.Sprintf(", %.0f%%", 100*part.Nats/whole)
		}
		c.FillText(beside, vg.Point{X: x + swatch + margin, Y: y}, label)
	}
	return encode(w, c)
}

// budgetAxis returns an axis as long as the positive parts together.
func budgetAxis(parts []Part) axis {
	var length float64
	for _, part := range parts {
		length += max(0, part.Nats)
	}
	if !drawable(length) {
		length = 1
	}
	return axis{hi: length, scale: plot.LinearScale{}, ticks: toEnds(length), label: "nats"}
}

// lengths is a mark: parts laid end to end from zero on.
type lengths []Part

// Plot draws the parts. It implements plot.Plotter.
func (parts lengths) Plot(c draw.Canvas, p *plot.Plot) {
	var from float64
	for i, part := range parts {
		to := from + max(0, part.Nats)
		fill(c, partInks[i], rectangle(c.X(p.X.Norm(from)), c.Min.Y, c.X(p.X.Norm(to)), c.Max.Y))
		from = to
	}
}

// fill paints a rectangle.
func fill(c draw.Canvas, ink color.Color, r vg.Rectangle) {
	c.FillPolygon(ink, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}})
}
