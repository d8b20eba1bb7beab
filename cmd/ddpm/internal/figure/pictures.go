package figure

import (
	"image"
	"math"

	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// Picture is an image under a title.
type Picture struct {
	Title string
	Image image.Image
}

// PictureRow is a row of pictures under a heading, which may be empty.
type PictureRow struct {
	Heading  string
	Pictures []Picture
}

// PictureColumns is how many pictures a row of Pictures has room for: a picture then has 256 pixels.
const PictureColumns = 6

// The space between pictures in a row, in points.
const pictureGap = 4

// Pictures returns a figure of rows of pictures, all of one size and in all their colours. It panics if there are none.
func Pictures(rows []PictureRow) Sheet {
	require(len(rows) > 0 && len(rows[0].Pictures) > 0, "figure: no pictures to draw")
	s := Sheet{photo: true}
	for _, r := range rows {
		s.grids = append(s.grids, album(r.Heading, PictureColumns, r.Pictures...))
	}
	return s
}

// album returns a grid of pictures, all of one size.
func album(heading string, columns int, pictures ...Picture) grid {
	g := grid{heading: heading, columns: columns, gap: pictureGap}
	for _, p := range pictures {
		var panel *plot.Plot
		panel, g.aspect = p.panel()
		g.panels = append(g.panels, panel)
	}
	return g
}

// panel returns the picture as a panel, and the panel's height as a share of its width: that of the picture, at most 1.5.
func (p Picture) panel() (panel *plot.Plot, aspect float64) {
	const tallest, fine = 1.5, 512
	size := p.Image.Bounds().Size()
	wide, tall := float64(size.X), float64(size.Y)
	aspect = min(tallest, tall/wide)
	// Pixels are squares with sharp edges, so the image is enlarged before it is drawn.
	factor := int(math.Ceil(fine / max(wide, tall)))
	enlarged := image.NewRGBA(image.Rect(0, 0, factor*size.X, factor*size.Y))
	xdraw.NearestNeighbor.Scale(enlarged, enlarged.Rect, p.Image, p.Image.Bounds(), xdraw.Src, nil)
	panel = newPanel(p.Title, plotter.NewImage(enlarged, 0, 0, wide, tall))
	panel.Title.TextStyle.Font = letters(labelSize)
	middle, half := wide/2, tall/aspect/2
	panel.X.Min, panel.X.Max = middle-half, middle+half
	return panel, aspect
}
