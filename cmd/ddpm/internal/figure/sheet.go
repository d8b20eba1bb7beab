package figure

import (
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// sheet is a figure of rows of panels, the first row on top.
type sheet struct {
	rows []row
	bar  *plot.Plot // a colour bar on the right of the last row, or nil
	note string     // a line of small text below the rows
}

// row is panels of one size, side by side.
type row struct {
	heading string // above the row, on the left; may be empty
	panels  []*plot.Plot
	columns int       // how many panels there is room for; 0: as many as there are
	gap     vg.Length // between the panels
	width   vg.Length // of a panel; 0: as wide as there is room for
	height  vg.Length // of a panel; 0: the width times the aspect
	aspect  float64
	equal   bool // a unit is as long on the vertical axis as on the horizontal one
}

// Space in points: below a row, and the width of a colour bar.
const (
	rowGap   = 8
	barWidth = 12
)

// charts returns a row for each of the panels, all with the same height: charts below each other.
func charts(height vg.Length, panels ...*plot.Plot) (rows []row) {
	for _, p := range panels {
		rows = append(rows, row{panels: []*plot.Plot{p}, height: height})
	}
	return rows
}

// layout returns the height of the figure, and where the frames of each row's panels are. The first frames of all rows have the same
// left edge. Every frame covers whole points, which are whole pixels, so that an image fits it exactly.
func (s sheet) layout() (height vg.Length, frames [][]vg.Rectangle) {
	var left, right vg.Length
	for _, r := range s.rows {
		left = max(left, r.spaces(r.panels[:1]).Min.X)
		right = max(right, r.spaces(r.panels).Max.X)
	}
	left, right = margin+whole(left), margin+whole(right)
	if s.bar != nil {
		right += s.barLeft() + barWidth
	}
	y := -vg.Length(margin) // downwards from the top, so negative
	for _, r := range s.rows {
		columns := max(r.columns, len(r.panels))
		apart := r.gap + whole(r.spaces(r.panels[1:]).Min.X)
		w, h := r.width, r.height
		if w == 0 {
			n := vg.Length(columns)
			w = vg.Length(math.Floor(float64((width - left - right - (n-1)*apart) / n)))
		}
		if h == 0 {
			h = max(1, whole(w*vg.Length(r.aspect)))
		}
		if r.heading != "" {
			y -= titleSpace
		}
		spaces := r.spaces(r.panels)
		y -= whole(spaces.Max.Y)
		var places []vg.Rectangle
		for i, p := range r.panels {
			if r.equal {
				middle, half := (p.Y.Min+p.Y.Max)/2, float64(h/w)*(p.X.Max-p.X.Min)/2
				p.Y.Min, p.Y.Max = middle-half, middle+half
			}
			x := left + vg.Length(i)*(w+apart)
			places = append(places, rectangle(x, y-h, x+w, y))
		}
		frames = append(frames, places)
		y -= h + whole(spaces.Min.Y) + rowGap
	}
	if s.note != "" {
		y -= 2 * tickSize
	}
	for _, places := range frames {
		for i := range places {
			places[i] = places[i].Add(vg.Point{Y: -y})
		}
	}
	return -y, frames
}

// spaces returns how much space the panels need around their frames at most: Min to the left and below, Max to the right and above.
func (r row) spaces(panels []*plot.Plot) (most vg.Rectangle) {
	typical := rectangle(0, 0, width/vg.Length(max(r.columns, len(r.panels))), width/4)
	for _, p := range panels {
		outer := around(p, typical)
		most.Min = vg.Point{X: max(most.Min.X, -outer.Min.X), Y: max(most.Min.Y, -outer.Min.Y)}
		most.Max = vg.Point{X: max(most.Max.X, outer.Max.X-typical.Max.X), Y: max(most.Max.Y, outer.Max.Y-typical.Max.Y)}
	}
	return most
}

// barLeft returns the space between the last panel and the colour bar, where the bar's labels are.
func (s sheet) barLeft() vg.Length {
	return gap + whole(row{columns: 1}.spaces([]*plot.Plot{s.bar}).Min.X)
}

// whole returns a length rounded up to whole points.
func whole(length vg.Length) vg.Length { return vg.Length(math.Ceil(float64(length) - 1e-6)) }

// draw returns a canvas with the figure.
func (s sheet) draw() draw.Canvas {
	height, frames := s.layout()
	c := newCanvas(width, height, Scale)
	for i, r := range s.rows {
		for j, p := range r.panels {
			drawAt(c, p, frames[i][j])
		}
		top := around(r.panels[0], frames[i][0]).Max.Y
		c.FillText(style(titleSize, text.XLeft, text.YBottom), vg.Point{X: frames[i][0].Min.X, Y: top + margin}, r.heading)
	}
	if s.bar != nil {
		lowest := frames[len(frames)-1]
		last := lowest[len(lowest)-1]
		left := last.Max.X + s.barLeft()
		drawAt(c, s.bar, rectangle(left, last.Min.Y, left+barWidth, last.Max.Y))
	}
	c.FillText(style(tickSize, text.XLeft, text.YBottom), vg.Point{X: frames[0][0].Min.X, Y: margin}, s.note)
	return c
}

// write writes the figure as a PNG file.
func (s sheet) write(w io.Writer) error { return encode(w, s.draw()) }
