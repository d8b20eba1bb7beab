package figure

import (
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// Part is a part of a budget.
type Part struct {
	Name string
	Nats float64
}

// partInks are the colours of the parts of a budget, in their order.
var partInks = []color.RGBA{orange, green, Learned}

// Budget writes a figure of up to three parts that add up to a whole: a bar for each part, which begins where the one before ends.
// A part that is not positive has no length. It panics if there are more parts than colours.
func Budget(w io.Writer, parts []Part) error { return budgets(parts).write(w) }

func budgets(parts []Part) sheet {
	require(len(parts) <= len(partInks), "figure: a budget with more parts than colours")
	var sum, length float64
	for _, part := range parts {
		sum, length = sum+part.Nats, length+max(0, part.Nats)
	}
	var bars []plot.Plotter
	var names plot.ConstantTicks
	var end float64
	for i, part := range parts {
		start, y := end, float64(-i)
		end += max(0, part.Nats)
		bars = append(bars, filled(partInks[i], plotter.XYs{{X: start, Y: y - 0.4}, {X: end, Y: y - 0.4}, {X: end, Y: y + 0.4}, {X: start, Y: y + 0.4}}))
		name := fmt.Sprintf("%s: %s nats", part.Name, short(part.Nats))
		if sum > 0 {
			name += fmt.Sprintf(", %.0f%%", 100*part.Nats/sum)
		}
		names = append(names, plot.Tick{Value: y, Label: name})
	}
	p := newPanel(fmt.Sprintf("error budget: %s nats in all", short(sum)), bars...)
	if !drawable(length) {
		length = 1
	}
	linear(&p.X, 0, length)
	p.X.Label.Text = "nats"
	p.Y.Min, p.Y.Max, p.Y.Tick.Marker = 0.6-float64(len(parts)), 0.6, names
	return sheet{rows: charts(80, p)}
}
