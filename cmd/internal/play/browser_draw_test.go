package play_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ddpm/data/must"
)

// corner returns where a panel is in the window, once it stands still there, and its size.
func (p *page) corner(panel string) (x, y, size float64) {
	p.t.Helper()
	box := eval[[]float64](p, fmt.Sprintf(`(() => {
		const canvas = document.querySelector('.panel[data-panel=%s] canvas');
		canvas.scrollIntoView({ block: 'center' });
		const box = canvas.getBoundingClientRect();
		return [box.x, box.y, box.width];
	})()`, panel))
	return box[0], box[1], box[2]
}

// masses returns the share of the true density in the left and in the right half of its panel, by the table behind it.
func (p *page) masses() (left, right float64) {
	p.t.Helper()
	eval[bool](p, "(document.querySelector('.panel[data-panel=true] details').open = true)")
	p.wait("document.querySelectorAll('.panel[data-panel=true] td').length === 90")
	halves := eval[[]float64](p, `(() => {
		const halves = [0, 0];
		for (const row of document.querySelectorAll('.panel[data-panel=true] tbody tr')) {
			[...row.cells].slice(1).forEach((cell, i) => {
				const value = cell.textContent.includes('·10⁻') ? 0 : Number(cell.textContent.replaceAll(',', ''));
				if (i !== 4) halves[i < 4 ? 0 : 1] += value;
			});
		}
		return halves;
	})()`)
	total := halves[0] + halves[1]
	return halves[0] / total, halves[1] / total
}

// A drawing becomes a density where it was drawn, by mouse, finger and keyboard; strokes can be undone, redone and erased.
func TestDraw(t *testing.T) {
	p := opened(t, "", look{})
	p.set("#data", "draw")
	p.wait("!document.getElementById('tools').hidden")

	// By mouse, a stroke in the left half.
	x, y, size := p.corner("true")
	at := func(fx, fy float64) (float64, float64) { return x + fx*size, y + fy*size }
	x0, y0 := at(0.2, 0.3)
	p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, x0, y0, chromedp.Button("left"), chromedp.ClickCount(1)))
	for i := range 10 {
		xi, yi := at(0.2+0.01*float64(i), 0.3+0.04*float64(i))
		p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, xi, yi, chromedp.Button("left")))
	}
	x1, y1 := at(0.3, 0.7)
	p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, x1, y1, chromedp.Button("left"), chromedp.ClickCount(1)))
	p.wait("document.documentElement.dataset.drawn === '1' && document.documentElement.dataset.opened === 'drawing'")
	p.set("#time", "60") // a line is thinner than the places of the table
	p.still()
	if left, _ := p.masses(); left < 0.95 {
		t.Errorf("a stroke on the left has %.3f of its mass there", left)
	}

	// By finger, a stroke in the right half.
	if _, err := chromedp.Call(p.ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	touch := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		t.Helper()
		if _, err := chromedp.Call(p.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 10 {
		xi, yi := at(0.7, 0.3+0.04*float64(i))
		kind := input.DispatchTouchEventTypeTouchMove
		if i == 0 {
			kind = input.DispatchTouchEventTypeTouchStart
		}
		touch(kind, &input.TouchPoint{X: xi, Y: yi})
	}
	touch(input.DispatchTouchEventTypeTouchEnd)
	p.wait("document.documentElement.dataset.drawn === '2'")
	p.still()
	if left, right := p.masses(); left < 0.2 || right < 0.2 {
		t.Errorf("with a stroke on each side the sides have %.3f and %.3f", left, right)
	}

	// By keyboard: undo both, then a dot far to the right.
	eval[bool](p, "(document.querySelector('.panel[data-panel=true] canvas').focus(), true)")
	p.key("z", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	p.wait("document.documentElement.dataset.drawn === '1'")
	p.key("z", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	p.wait("document.getElementById('undo').disabled && !document.getElementById('redo').disabled")
	for range 4 {
		p.key(kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierShift))
	}
	p.key(kb.Enter)
	p.wait("document.documentElement.dataset.drawn === '1'")
	p.still()
	if _, right := p.masses(); right < 0.95 {
		t.Errorf("a dot on the right has %.3f of its mass there", right)
	}
	if redo := eval[bool](p, "document.getElementById('redo').disabled"); !redo {
		t.Error("after a new stroke the old ones can be redone")
	}

	// The eraser takes it away, and the engine says that nothing is left.
	p.click("#eraser")
	p.key(kb.Enter)
	p.wait("document.getElementById('notices').textContent.includes('nothing to learn')")
}

// A file that is chosen is read as the command line reads it, with the same errors.
func TestOpenFile(t *testing.T) {
	p := opened(t, "", look{})
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		must.Do(os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	points := "a,b\n"
	for i := range 60 {
		points += fmt.Sprintf("%d,%d\n", i%7, i*i%11)
	}
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{write("points.csv", points)}))
	p.wait("document.documentElement.dataset.opened === 'points.csv'")
	p.still()
	if notes := p.text("#notes"); notes == "" {
		t.Error("nothing is said about the file")
	}
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{write("bad.csv", "1,2\n3,x\n")}))
	p.wait("document.getElementById('notices').textContent.includes('bad.csv:2: column 2')")
	if data := eval[string](p, "document.documentElement.dataset.opened"); data != "points.csv" {
		t.Errorf("after a bad file %s is open", data)
	}

	// What the command line decides by flags, the page decides by fields.
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{write("years.csv", "2019,2020\n"+strings.TrimPrefix(points, "a,b\n")+",5\n")}))
	p.wait("document.getElementById('notices').textContent.includes('years.csv:62: column 1')")
	p.click("#drop-missing")
	p.set("#header", "yes")
	p.click("#read-again")
	p.wait("document.documentElement.dataset.opened === 'years.csv'")
	if notes := p.text("#notes"); !strings.Contains(notes, "60 points, columns 2019 and 2020; the first row has their names; rows left out for a missing value: 1.") {
		t.Errorf("of the file the page says %q", notes)
	}
	p.wait("document.getElementById('command').textContent === 'ddpm run years.csv --keep last --header yes --drop-missing'")
	dot := image.NewGray(image.Rect(0, 0, 8, 8))
	dot.SetGray(5, 2, color.Gray{Y: 255})
	var picture bytes.Buffer
	must.Do(png.Encode(&picture, dot))
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{write("dot.png", picture.String())}))
	p.wait("document.documentElement.dataset.opened === 'dot.png'")
	for _, ink := range []string{"dark", "light"} {
		p.set("#ink", ink)
		p.click("#read-again")
		p.wait(fmt.Sprintf("document.getElementById('notes').textContent.includes('the ink is %s')", ink))
		p.wait(fmt.Sprintf("document.getElementById('command').textContent === 'ddpm run dot.png --ink %s'", ink))
	}
}
