package figure

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// stack is a figure of panels one above the other, the first on top, over one horizontal axis that is named and has its
// labels under the last.
type stack struct {
	x      axis
	floors []floor
}

// floor is a panel of a stack; its horizontal axis is the stack's.
type floor struct {
	panel
	height vg.Length // of its rectangle, in whole points
}

// A label of the horizontal axis may hang over so far on the right, in points.
const overhang = 26

// layout returns the height of the figure, and where the panels stand in it.
func (s stack) layout() (height vg.Length, panels []vg.Rectangle) {
	var widest vg.Length
	for _, f := range s.floors {
		widest = max(widest, labelWidth(f.y))
	}
	left := whole(margin + labelDistance + widest)
	panels = make([]vg.Rectangle, len(s.floors))
	height = margin + labelSpace + tickSpace
	for i := len(s.floors) - 1; i >= 0; i-- {
		top := height + s.floors[i].height
		panels[i] = rectangle(left, height, width-overhang, top)
		height = top + titleSpace + gap
	}
	return height - gap + margin, panels
}

// draw returns a canvas with the panels drawn on it.
func (s stack) draw() draw.Canvas {
	height, panels := s.layout()
	c := newCanvas(height)
	for i, f := range s.floors {
		f.x = s.x
		f.x.bare = i < len(s.floors)-1
		f.panel.draw(c, panels[i])
	}
	return c
}
