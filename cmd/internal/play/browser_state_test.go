package play_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The link holds what is shown: whoever opens it on another server sees the same pictures, pixel by pixel.
func TestLink(t *testing.T) {
	slowtest.Skip(t)
	for name, fragment := range map[string]string{
		"builtin": "data=pinwheel&t=120&layers=density,score,points,marginals&probe=1.5,0.5&a=schedule:flow,predict:u,times:logit-normal,timesteps:200",
		"drawing": "",
	} {
		t.Run(name, func(t *testing.T) {
			p := opened(t, fragment, look{})
			if name == "drawing" {
				p.set("#data", "draw")
				p.wait("!document.getElementById('tools').hidden")
				x, y, size := p.corner("true")
				p.do(chromedp.DragAndDropXY(x+0.3*size, y+0.3*size, x+0.7*size, y+0.6*size))
				p.wait("document.documentElement.dataset.drawn === '1'")
				p.click("#done")
				p.set("#time", "70")
			}
			p.still()
			probed := "document.querySelectorAll('#probe-numbers dd').length === " + map[string]string{"builtin": "7", "drawing": "0"}[name]
			p.wait(probed)
			p.wait("location.hash.includes('t=' + document.getElementById('time').value)")
			pictures := p.pixels("true") + p.pixels("difference") + p.text("#probe-numbers")
			hash := eval[string](p, "location.hash")

			elsewhere, _ := serve(t, 0)
			q := open(t, elsewhere+hash, look{})
			q.still()
			q.wait(probed)
			if q.pixels("true")+q.pixels("difference")+q.text("#probe-numbers") != pictures {
				t.Errorf("%s shows something else elsewhere", hash)
			}
			if command := p.text("#command"); name == "builtin" && !strings.HasSuffix(command, "--schedule flow --predict u --times logit-normal") {
				t.Errorf("the command line is %q", command)
			}
			if command := q.text("#command"); command != p.text("#command") {
				t.Errorf("the command line is %q, and was %q", command, p.text("#command"))
			}
		})
	}
}

// A page that is loaded again goes on with the training, whether its link says so or not.
func TestReload(t *testing.T) {
	slowtest.Skip(t)
	address, _ := serve(t, 0)
	p := open(t, withLink(address, quick), look{})
	p.click("#train")
	p.wait("document.getElementById('train').textContent === 'Trained'")
	p.wait("location.hash.includes('steps:300')")
	p.do(chromedp.Reload())
	p.wait("document.documentElement.dataset.ready && document.documentElement.dataset.shown")
	if step := p.step(); step != 300 {
		t.Errorf("after it was loaded again the page is at step %d", step)
	}
	home := must.Get(url.Parse(address))
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate("http://"+home.Host+"/"))
	p.wait("document.documentElement.dataset.ready && document.documentElement.dataset.shown")
	if step := p.step(); step != 300 {
		t.Errorf("without the link the page is at step %d", step)
	}
}

// Two settings are trained side by side, from the same seed, and shown side by side.
func TestCompareTwoSettings(t *testing.T) {
	slowtest.Skip(t)
	p := opened(t, quick, look{})
	p.click("#pin")
	p.wait("!document.getElementById('runs').hidden && document.querySelector('[name=active][value=B]').checked")
	p.set("input[name=width]", "8")
	p.wait("document.getElementById('command').textContent.includes('--width 8')")
	p.click("#train")
	p.wait("document.getElementById('train').textContent === 'Trained'")
	p.wait("/A: .*B: /.test(document.getElementById('kl').textContent)")
	for _, panel := range []string{"learned", "second"} {
		p.wait(fmt.Sprintf("document.querySelector('.panel[data-panel=%s] .how').textContent.includes('probability flow')", panel))
	}
	if p.pixels("learned") == p.pixels("second") {
		t.Error("both settings have the same picture")
	}
	p.click("#loss-table summary")
	p.wait("document.querySelectorAll('#loss-table table').length === 2")
	p.set("#over", "seconds")
	p.click("[name=active][value=A]")
	p.wait("!document.getElementById('command').textContent.includes('--width 8')")
	p.click("#pin")
	p.wait("document.getElementById('runs').hidden")
	if step := p.step(); step != 300 {
		t.Errorf("after the comparison A is at step %d", step)
	}
}

// The tour has eight steps of two sentences, and each shows what it says; its end leaves a page that works.
func TestTour(t *testing.T) {
	slowtest.Skip(t)
	p := opened(t, "data=moons&"+quick, look{})
	p.click("#start-tour")
	for step := 1; step <= 8; step++ {
		p.wait(fmt.Sprintf("document.documentElement.dataset.tour === '%d'", step))
		text := p.text("#tour-text")
		if sentences := strings.Count(text+" ", ". ") + strings.Count(text, ": "); sentences < 2 || sentences > 4 {
			t.Errorf("step %d: %q", step, text)
		}
		switch step {
		case 1:
			p.wait("document.documentElement.dataset.opened === 'swissroll'")
		case 4:
			p.wait("document.querySelectorAll('#probe-numbers dd').length === 7 && document.getElementById('information').textContent.includes('nats')")
		case 6:
			p.wait("document.getElementById('chain-words').textContent !== ''")
		case 7:
			p.wait("document.getElementById('progress-words').textContent.match(/^step [1-9]/)")
		case 8:
			p.wait("document.querySelectorAll('#verdict tr').length > 5")
		}
		p.click("#tour-next")
	}
	p.wait("document.getElementById('tour').hidden")
}

// Every key does what the list of keys says, and none is taken while a field has the focus.
func TestKeys(t *testing.T) {
	slowtest.Skip(t)
	p := opened(t, quick+"&t=50", look{})
	p.still()
	checked := func(layer string) string {
		return fmt.Sprintf("document.querySelector('[name=layer][value=%s]').checked", layer)
	}
	time := "Number(document.getElementById('time').value)"
	for _, press := range []struct{ key, then string }{
		{"?", "document.getElementById('keys').open"},
		{"?", "!document.getElementById('keys').open"},
		{kb.ArrowRight, time + " === 51"}, {kb.ArrowLeft, time + " === 50"}, {".", time + " === 51"}, {",", time + " === 50"},
		{kb.End, time + " === 400"}, {kb.Home, time + " === 0"},
		{" ", "document.getElementById('play').textContent === 'Pause'"}, {" ", "document.getElementById('play').textContent === 'Play'"},
		{"1", "!" + checked("density")}, {"1", checked("density")}, {"2", checked("score")}, {"3", "!" + checked("points")},
		{"4", checked("paths")}, {"5", checked("marginals")},
		{"p", "!document.getElementById('posterior').hidden"}, {"p", "document.getElementById('posterior').hidden"},
		{"s", "document.getElementById('progress-words').textContent.startsWith('step 1 ')"},
		{"t", "document.getElementById('train').textContent === 'Trained'"},
		{"[", "!document.getElementById('branch-row').hidden"}, {"]", "document.getElementById('branch-row').hidden"},
		{"c", "document.getElementById('chain-words').textContent.includes('sliced W2')"},
		{"b", "!document.getElementById('runs').hidden"}, {"b", "document.getElementById('runs').hidden"},
		{"d", "!document.getElementById('tools').hidden"}, {"e", "document.getElementById('eraser').checked"},
		{kb.Escape, "document.getElementById('tools').hidden"},
		{"g", "!document.getElementById('tour').hidden"}, {kb.Escape, "document.getElementById('tour').hidden"},
	} {
		p.do(chromedp.Evaluate[chromedp.Void]("document.activeElement.blur()"))
		p.key(press.key)
		p.wait(press.then)
	}
	listed := eval[int](p, "document.querySelectorAll('#key-list tr').length")
	if listed < 24 {
		t.Errorf("%d keys are listed", listed)
	}
	eval[bool](p, "(document.querySelector('input[name=seed]').focus(), document.querySelector('input[name=seed]').select(), true)")
	p.key("1")
	p.key("5")
	if value := eval[string](p, "document.querySelector('input[name=seed]').value"); value != "15" {
		t.Errorf("in a field the keys 1 and 5 make %q", value)
	}
	if !eval[bool](p, checked("density")) {
		t.Error("a key that was meant for a field has switched a layer")
	}
}
