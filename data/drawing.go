package data

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"ddpm/data/mixture"
)

// Drawing is a distribution that was drawn: strokes of a brush and of an eraser, in their order. As a file it is a JSON object.
type Drawing struct {
	Strokes []Stroke `json:"strokes"`
}

// Stroke is a way of the brush or of the eraser: straight lines between points. A brush leaves points on its way with Gaussian jitter. An
// eraser takes away the mass around its way, up to twice its width.
type Stroke struct {
	Width  float64 `json:"width"` // standard deviation of the jitter
	Erase  bool    `json:"erase,omitempty"`
	Points []Point `json:"points"` // one point is a dot
}

// DrawingExtension is the extension of the names of files with drawings.
const DrawingExtension = ".json"

// IsDrawing says whether a file is a drawing, by the extension of its name.
func IsDrawing(name string) bool { return extension(name) == DrawingExtension }

// The largest drawing. Exact densities take a time in proportion to the components.
const (
	mostStrokes      = 2000
	mostStrokePoints = 100_000
	mostComponents   = 4000
)

// Bytes returns the drawing as a file.
func (d *Drawing) Bytes() []byte {
	text, err := json.Marshal(d)
	if err != nil {
		panic("data: a drawing needs finite numbers")
	}
	return append(text, '\n')
}

// Distribution returns the exact distribution of a drawing. Each stroke of the brush is a row of Gaussians, at most 1.4 widths apart, so
// the density along it varies by less than 2e-4 of itself. All ink is equally dark: the density in the middle of a long stroke and of a
// dot is the same, whatever the width. A Gaussian is erased if its mean is within reach of an eraser that came after it. Distribution
// fails if the drawing makes no sense, is too large, or has no ink.
func (d *Drawing) Distribution() (*mixture.Mixture, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	var components []mixture.Component
	for _, stroke := range d.Strokes {
		if stroke.Erase {
			components = slices.DeleteFunc(components, func(c mixture.Component) bool { return stroke.reaches(c.Mean) })
			continue
		}
		if needed := stroke.length() / (spacing * stroke.Width); needed > mostComponents-float64(len(components)) {
			return nil, fmt.Errorf("a drawing of more than %d dots of its brush: want a wider brush or a shorter way", mostComponents)
		}
		components = append(components, stroke.components()...)
	}
	if len(components) == 0 {
		return nil, errors.New("a drawing without ink: there is nothing to learn")
	}
	return mixture.New(components), nil
}

// check says what is wrong with a drawing, besides its ink.
func (d *Drawing) check() error {
	points := 0
	for i, stroke := range d.Strokes {
		points += len(stroke.Points)
		switch {
		case len(stroke.Points) == 0:
			return fmt.Errorf("stroke %d of the drawing has no points", i+1)
		case !(stroke.Width > 0):
			return fmt.Errorf("stroke %d of the drawing has the width %v: want more than 0", i+1, stroke.Width)
		}
		for _, p := range append(slices.Clone(stroke.Points), Point{stroke.Width}) {
			if err := cmp.Or(checkFinite(p[0]), checkFinite(p[1])); err != nil {
				return fmt.Errorf("stroke %d of the drawing: %w", i+1, err)
			}
		}
	}
	switch {
	case len(d.Strokes) > mostStrokes:
		return fmt.Errorf("a drawing of %d strokes: want at most %d", len(d.Strokes), mostStrokes)
	case points > mostStrokePoints:
		return fmt.Errorf("a drawing of %d points: want at most %d", points, mostStrokePoints)
	}
	return nil
}

// length returns the length of a stroke's way.
func (s Stroke) length() (length float64) {
	for i := range len(s.Points) - 1 {
		length += distance(s.Points[i], s.Points[i+1])
	}
	return length
}

// distance returns the distance of two points.
func distance(a, b Point) float64 { return math.Hypot(b[0]-a[0], b[1]-a[1]) }

// components returns the Gaussians of a stroke, each in the middle of its share of the way. The mass of a line with jitter σ and the
// density 1/√(2π) in its middle is σ times its length. That of a dot with this density is √(2π)σ², and so is that of a shorter stroke.
func (s Stroke) components() []mixture.Component {
	length := s.length()
	n := max(1, int(math.Ceil(length/(spacing*s.Width))))
	weight := s.Width * max(length, math.Sqrt(2*math.Pi)*s.Width) / float64(n)
	components := make([]mixture.Component, n)
	part, before := 0, 0.0 // the straight part of the way, and the length up to it
	for k := range components {
		target := length * (float64(k) + 0.5) / float64(n)
		for part < len(s.Points)-2 && before+distance(s.Points[part], s.Points[part+1]) < target {
			before += distance(s.Points[part], s.Points[part+1])
			part++
		}
		components[k] = mode(weight, 0, s.on(part, target-before), s.Width)
	}
	return components
}

// on returns the point at some length along a straight part of the way, no farther than its end.
func (s Stroke) on(part int, along float64) Point {
	from := s.Points[part]
	if part+1 == len(s.Points) {
		return from
	}
	to := s.Points[part+1]
	share := min(1, along/max(distance(from, to), math.SmallestNonzeroFloat64))
	return Point{from[0] + share*(to[0]-from[0]), from[1] + share*(to[1]-from[1])}
}

// reaches says whether a point is within twice the stroke's width of its way.
func (s Stroke) reaches(x Point) bool {
	if distance(x, s.Points[0]) <= 2*s.Width {
		return true
	}
	for i, from := range s.Points[:len(s.Points)-1] {
		dx, dy := s.Points[i+1][0]-from[0], s.Points[i+1][1]-from[1]
		along := ((x[0]-from[0])*dx + (x[1]-from[1])*dy) / max(dx*dx+dy*dy, math.SmallestNonzeroFloat64)
		share := min(max(along, 0), 1)
		if distance(x, Point{from[0] + share*dx, from[1] + share*dy}) <= 2*s.Width {
			return true
		}
	}
	return false
}

// largestDrawing bounds the bytes of a drawing's file that are read.
const largestDrawing = 16 << 20

// readDrawing returns the distribution of the drawing in a file.
func readDrawing(path string) (*mixture.Mixture, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, largestDrawing))
	if err != nil {
		return nil, fileError(path, err)
	}
	var d Drawing
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		if _, wrong := errors.AsType[*json.UnmarshalTypeError](err); wrong {
			err = errors.New("it holds something else")
		}
		return nil, fmt.Errorf("%s: no drawing of the playground: %w; points are read from %s", path, err, PointKinds)
	}
	distribution, err := d.Distribution()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return distribution, nil
}
