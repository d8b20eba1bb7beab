package play_test

import (
	"fmt"
	"net/url"
	"testing"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"
)

// The page fits on a telephone, a tablet and a laptop, in light and in dark: nothing scrolls sideways, what is pressed is large enough for
// a finger, letters can be read, and all comes from the one server.
func TestPageFits(t *testing.T) {
	slowtest.Skip(t)
	for _, width := range []int64{390, 768, 1280} {
		for _, dark := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d dark %t", width, dark), func(t *testing.T) {
				address, _ := serve(t, 0)
				p := open(t, address, look{width: width, height: 800, dark: dark, moving: true})
				p.wait(`document.querySelector('[data-panel=true] canvas').width >= 200`)
				for _, unfold := range []bool{false, true} {
					eval[bool](p, fmt.Sprintf("(document.querySelectorAll('details').forEach(d => { d.open = %t }), true)", unfold))
					if sideways := eval[int](p, "document.documentElement.scrollWidth - innerWidth"); sideways > 0 {
						t.Errorf("unfolded %t: scrolls %d pixels sideways", unfold, sideways)
					}
					for _, small := range eval[[]string](p, smallTargets) {
						t.Errorf("unfolded %t: %s: want at least 44 by 44 pixels", unfold, small)
					}
					for _, small := range eval[[]string](p, smallLetters) {
						t.Errorf("unfolded %t: letters of less than 12 pixels: %s", unfold, small)
					}
				}
				panels := eval[int](p, "[...document.querySelectorAll('.panel')].filter(e => e.offsetParent !== null).length")
				if want := map[bool]int{true: 1, false: 3}[width == 390]; panels != want {
					t.Errorf("%d panels are shown, want %d", panels, want)
				}
				home := must.Get(url.Parse(address))
				for _, asked := range p.requested() {
					if u, err := url.Parse(asked); err != nil || u.Host != home.Host && u.Scheme != "blob" {
						t.Errorf("asked %s", asked)
					}
				}
				if len(p.requested()) < 20 {
					t.Errorf("only %d requests were seen", len(p.requested()))
				}
			})
		}
	}
}

// Targets that a finger misses. A radio button or a box is as large as the label around it.
const smallTargets = `[...document.querySelectorAll('button, select, input, summary, [role=slider]')]
	.filter(e => e.offsetParent !== null && !e.classList.contains('unseen') && e.id !== 'file')
	.map(e => [e, (e.matches('[type=checkbox], [type=radio]') ? e.closest('label') : e).getBoundingClientRect()])
	.filter(([, box]) => box.width < 43.5 || box.height < 43.5)
	.map(([e, box]) => (e.id || e.name || e.textContent) + ' ' + box.width + ' by ' + box.height)`

const smallLetters = `[...document.querySelectorAll('p, dt, dd, td, th, figcaption, summary, label span, button, select, input')]
	.filter(e => e.offsetParent !== null && parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.outerHTML.slice(0, 60))`

// At first the exact density is shown, nothing is trained, and points move, unless people have asked for less motion.
func TestFirstSecond(t *testing.T) {
	address, _ := serve(t, 0)
	p := open(t, address, look{moving: true})
	at := eval[float64](p, "Number(document.getElementById('time').value)")
	p.wait(fmt.Sprintf("Number(document.getElementById('time').value) !== %v", at))
	if train := p.text("#train"); train != "Train" {
		t.Errorf("the button says %q", train)
	}
	if data := eval[string](p, "document.getElementById('data').value"); data != "swissroll" {
		t.Errorf("%s is open", data)
	}

	calm := open(t, address, look{})
	calm.still()
	calm.wait("document.getElementById('play').textContent === 'Play'")
	p.wait("document.getElementById('notices').textContent.includes('another tab')")
}

// Every figure has a table behind it, whose numbers are those of the engine: a density sums to about one.
func TestTables(t *testing.T) {
	p := opened(t, "", look{})
	p.still()
	p.set("#time", "250")
	p.still()
	eval[bool](p, "(document.querySelectorAll('details').forEach(d => { d.open = true }), true)")
	p.wait("document.querySelectorAll('.panel[data-panel=true] td').length === 90")
	rows := eval[[][]float64](p, `[...document.querySelectorAll('.panel[data-panel=true] tbody tr')]
		.map(row => [...row.cells].slice(1).map(cell => cell.textContent.includes('·10⁻') ? 0 : Number(cell.textContent.replace('−', '-'))))`)
	var sum float64
	for _, row := range rows {
		for _, value := range row {
			sum += value
		}
	}
	side := eval[float64](p, `(heads => 9 * (heads[1] - heads[0]))(
		[...document.querySelectorAll('.panel[data-panel=true] thead th')].slice(1).map(h => Number(h.textContent.slice(4).replace('−', '-'))))`)
	if total := sum * side * side / 81; total < 0.9 || total > 1.05 {
		t.Errorf("the density in the table sums to %.3f", total)
	}
}
