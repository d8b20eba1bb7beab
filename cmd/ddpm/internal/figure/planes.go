package figure

import (
	"slices"

	"gonum.org/v1/plot"
)

// planes returns rows of panels that all show a view of the plane, so many in a row: their axes have ticks on the left of each row and
// below each panel, or nowhere.
func planes(view View, columns int, ticks bool, panels []*plot.Plot) (rows []row) {
	view, aspect, equal := view.shaped()
	for i, p := range panels {
		showing(view, p)
		if ticks {
			p.X.Tick.Marker = labels{evenTicks{}, 0.02}
		}
		if ticks && i%columns == 0 {
			p.Y.Tick.Marker = labels{evenTicks{}, 0.02}
		}
	}
	for some := range slices.Chunk(panels, columns) {
		rows = append(rows, row{panels: some, columns: columns, gap: gap, aspect: aspect, equal: equal})
	}
	return rows
}
