package figure

import (
	"io"

	"gonum.org/v1/plot"
)

// Progress writes a figure of how far a network was from the best possible one during its training: the excess loss over
// the steps, on a logarithmic axis. Rows whose excess is not a positive number are left out.
func Progress(w io.Writer, step, excess []float64) error {
	return encode(w, progress(step, excess).draw())
}

func progress(step, excess []float64) stack {
	curve := along(step, excess)
	_, last := reach(step)
	return stack{stepAxis(last), []floor{
		{panel{title: "excess loss during training", y: logAxis(reach(excess)), marks: []plot.Plotter{
			line(curve, Learned, 2), dots{points: points(curve), ink: Learned, radius: 2.5, alpha: 1},
		}}, 220},
	}}
}
