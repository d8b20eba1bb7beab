package figure

import (
	"context"
	"image"
	"image/color"
	"image/gif"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"ddpm/data"
	"ddpm/data/parallel"
)

// Joint is a distribution of the plane under a title, with the distributions of its coordinates along the sides: as a density, or as points.
type Joint struct {
	Title     string
	Density   *Field          // nil: Points
	Points    []data.Point    // in the ink True, with histograms of their coordinates along the sides
	Marginals [2][]data.Point // value and density of either coordinate, from left to right
}

// Of joints: the depth of the distributions along the sides as a share of the panel's, the space between, in points, and the highest
// density of a coordinate that is drawn.
const (
	sideShare   = 0.17
	sideGap     = 3
	sideHighest = 1.5
	sideBins    = 60
)

// heatInk is the ink of lines beside a density in colours.
var heatInk = color.RGBA{R: 0x2d, G: 0x4f, B: 0x9e, A: 0xff}

// Joints writes a figure of joints side by side, in rows of four: a process in time, read line by line. Densities have the same
// colours, the darkest for the highest value of the first, so that what spreads grows fainter, and all distributions along the sides one
// scale. All are over the same view. It panics if there are no joints.
func Joints(w io.Writer, view View, joints []Joint) error {
	if len(joints) == 0 {
		panic("figure: no joints to draw")
	}
	columns := min(4, len(joints))
	cell := whole((width - 2*margin - vg.Length(columns-1)*gap) / vg.Length(columns))
	s := newJointStyle(view, joints, cell)
	s.columns = columns
	rows := (len(joints) + columns - 1) / columns
	height := s.height + titleSpace
	c := newCanvas(vg.Length(rows)*height + vg.Length(rows-1)*gap + margin)
	top := c.Max.Y
	for i, j := range joints {
		left := margin + vg.Length(i%columns)*(cell+gap)
		s.draw(c, left, top-vg.Length(i/columns)*(height+gap), j)
	}
	return encode(w, c)
}

// jointStyle is how the joints of a figure are drawn, all alike.
type jointStyle struct {
	view                       View
	columns                    int // panels in a row, to suit the size of dots
	panel, tall, depth, height vg.Length
	top, side                  float64 // the density of the darkest colour, and the highest of a coordinate
}

func newJointStyle(view View, joints []Joint, cell vg.Length) jointStyle {
	view, aspect, _ := view.shaped()
	s := jointStyle{view: view, columns: 1}
	s.depth = whole(cell * sideShare)
	s.panel = cell - s.depth - sideGap
	s.tall = whole(s.panel * vg.Length(aspect))
	s.height = s.tall + s.depth + sideGap
	if first := joints[0].Density; first != nil {
		s.top = highest([]Heat{{Density: *first}})
	}
	for _, j := range joints {
		for _, curve := range j.Marginals {
			s.side = max(s.side, summit(curve))
		}
	}
	s.side = 1.05 * min(sideHighest, max(s.side, normalDensity(0)))
	return s
}

// draw draws a joint with its title so that its upper left corner is at (left, top).
func (s jointStyle) draw(c draw.Canvas, left, top vg.Length, j Joint) {
	top -= titleSpace
	main := rectangle(left, top-s.height, left+s.panel, top-s.height+s.tall)
	x := axis{lo: s.view.Lo[0], hi: s.view.Hi[0], scale: plot.LinearScale{}}
	y := axis{lo: s.view.Lo[1], hi: s.view.Hi[1], scale: plot.LinearScale{}}
	var mark plot.Plotter = scatter(Panel{Points: j.Points, Ink: True}, s.columns)
	ink := True
	if j.Density != nil {
		mark, ink = colours{*j.Density, s.top}, heatInk
	}
	panel{x: x, y: y, marks: []plot.Plotter{mark}}.draw(c, main)
	title := style(titleSize, text.XCenter, text.YBottom)
	c.FillText(title, vg.Point{X: (main.Min.X + main.Max.X) / 2, Y: top + titleDistance}, j.Title)

	across := rectangle(main.Min.X, main.Max.Y+sideGap, main.Max.X, main.Max.Y+sideGap+s.depth)
	along := rectangle(main.Max.X+sideGap, main.Min.Y, main.Max.X+sideGap+s.depth, main.Max.Y)
	s.margin(c, ink, j, 0, func(part, height float64) vg.Point {
		return vg.Point{X: across.Min.X + vg.Length(part)*across.Size().X, Y: across.Min.Y + vg.Length(height)*across.Size().Y}
	})
	s.margin(c, ink, j, 1, func(part, height float64) vg.Point {
		return vg.Point{X: along.Min.X + vg.Length(height)*along.Size().X, Y: along.Min.Y + vg.Length(part)*along.Size().Y}
	})
}

// margin draws the distribution of a coordinate: the histogram of points, or the curve filled, and the curve. place says where a share of
// the view and a share of the highest density are.
func (s jointStyle) margin(c draw.Canvas, ink color.RGBA, j Joint, coordinate int, place func(part, height float64) vg.Point) {
	lo, hi := s.view.Lo[coordinate], s.view.Hi[coordinate]
	outline := func(curve []data.Point) (line []vg.Point) {
		for _, p := range curve {
			if part := (p[0] - lo) / (hi - lo); part >= 0 && part <= 1 {
				line = append(line, place(part, min(p[1]/s.side, 1)))
			}
		}
		return line
	}
	curve := outline(j.Marginals[coordinate])
	body := curve
	if j.Density == nil {
		values := make([]float64, len(j.Points))
		for i, x := range j.Points {
			values[i] = x[coordinate]
		}
		body = outline(Histogram(values, lo, hi, sideBins))
	}
	c.FillPolygon(faded(ink), append([]vg.Point{place(0, 0)}, append(body, place(1, 0))...))
	c.StrokeLines(draw.LineStyle{Color: ink, Width: 1}, curve)
}

// Histogram returns the density of values as a curve of steps, so many between lo and hi, which are all that is looked at.
func Histogram(values []float64, lo, hi float64, bins int) []data.Point {
	density := make([]float64, bins)
	step := (hi - lo) / float64(bins)
	for _, value := range values {
		if bin := math.Floor((value - lo) / step); bin >= 0 && bin < float64(bins) {
			density[int(bin)] += 1 / (step * float64(len(values)))
		}
	}
	var curve []data.Point
	for bin, height := range density {
		left := lo + float64(bin)*step
		curve = append(curve, data.Point{left, height}, data.Point{left + step, height})
	}
	return curve
}

// Counted returns the histogram of points over a view, its longer side in so many cells.
func Counted(view View, side int, points []data.Point) Field {
	f := blank(view, side)
	w, h := f.cell()
	for _, x := range points {
		column, row := math.Floor((x[0]-f.View.Lo[0])/w), math.Floor((x[1]-f.View.Lo[1])/h)
		if column >= 0 && column < float64(f.Width) && row >= 0 && row < float64(f.Height) {
			f.Values[int(row)*f.Width+int(column)] += 1 / (w * h * float64(len(points)))
		}
	}
	return f
}

// jointGIF is the width of an animated joint in pixels.
const jointGIF = 430

// JointGIF writes an animation of joints, one a frame, that rests on its ends and then starts again. Of points the first 2,500
// are drawn, so that point i of one frame is point i of the next. It panics if there are no frames.
func JointGIF(w io.Writer, view View, frames []Joint) error {
	if len(frames) == 0 {
		panic("figure: an animation without frames")
	}
	s := newJointStyle(view, frames, jointGIF)
	colours := gifPalette(True)
	if frames[0].Density != nil {
		colours = heatPalette()
	}
	size := image.Point{jointGIF + 2*margin, int(s.height) + titleSpace + 2*margin}
	movie := gif.GIF{Image: make([]*image.Paletted, len(frames)), Delay: make([]int, len(frames))}
	parallel.Each(context.Background(), len(frames), func(i int) {
		frame := frames[i]
		frame.Points = frame.Points[:min(gifDots, len(frame.Points))]
		c := draw.New(vgimg.NewWith(vgimg.UseWH(vg.Length(size.X), vg.Length(size.Y)), vgimg.UseDPI(pointsPerInch)))
		s.draw(c, margin, vg.Length(size.Y)-margin, frame)
		movie.Delay[i], movie.Image[i] = gifDelay, nearest(c.Canvas.(*vgimg.Canvas).Image(), colours)
	})
	movie.Delay[0], movie.Delay[len(frames)-1] = gifFirst, gifLast
	movie.Config = image.Config{ColorModel: colours, Width: size.X, Height: size.Y}
	return gif.EncodeAll(w, &movie)
}

// heatPalette are the colours of an animated density: every fifth shade, and greys.
func heatPalette() color.Palette {
	var colours color.Palette
	for i := 0; i < len(shades); i += 5 {
		colours = append(colours, shades[i])
	}
	for _, grey := range []uint8{0x33, 0x66, 0xa0, 0xb8, 0xc8, 0xd0, 0xe0} {
		colours = append(colours, color.Gray{Y: grey})
	}
	return append(colours, heatInk, faded(heatInk))
}

// nearest returns an image with each pixel in the nearest of the colours.
func nearest(img image.Image, colours color.Palette) *image.Paletted {
	out := image.NewPaletted(img.Bounds(), colours)
	known := make(map[color.Color]uint8)
	for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
		for x := out.Rect.Min.X; x < out.Rect.Max.X; x++ {
			pixel := img.At(x, y)
			place, ok := known[pixel]
			if !ok {
				place = uint8(colours.Index(pixel))
				known[pixel] = place
			}
			out.SetColorIndex(x, y, place)
		}
	}
	return out
}
