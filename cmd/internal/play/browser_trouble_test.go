package play_test

import (
	"bytes"
	"image/gif"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// A training that diverges says so, and goes on from its last sound snapshot at half the rate.
func TestDivergenceInThePage(t *testing.T) {
	p := opened(t, "a=steps:400,batch:32,width:16,blocks:1,lr:1e30,clip-grad:0", look{})
	p.click("#train")
	p.wait("document.getElementById('notices').textContent.includes('diverged')")
	said := p.text("#notices")
	if !strings.Contains(said, "Go on from step") || !strings.Contains(said, "half the rate") {
		t.Errorf("the page says %q", said)
	}
	p.click("[data-name=diverged-A] button")
	p.wait("document.getElementById('branches').textContent.includes('5.00·10²⁹')")
}

// forget drops the console messages that a page is bound to write when its server is gone.
func (p *page) forget(expected ...string) {
	var rest []string
	for _, line := range p.take() {
		known := false
		for _, text := range expected {
			known = known || strings.Contains(line, text)
		}
		if !known {
			rest = append(rest, line)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard = append(p.heard, rest...)
}

// A server that ends is missed, in words; the settings stay in the page's link. A new server on the same port does not know the page, says
// so, and takes the link.
func TestServerEndsAndStartsAgain(t *testing.T) {
	address, stop := serve(t, 0)
	home := must.Get(url.Parse(address))
	port := must.Get(strconv.Atoi(home.Port()))
	p := open(t, withLink(address, "data=moons&t=100&"+quick), look{})
	p.still()
	stop()
	p.click("#forward")
	p.wait("document.getElementById('notices').textContent.includes('does not answer')")
	if !strings.Contains(eval[string](p, "location.hash"), "moons") {
		t.Error("the link no longer holds what was open")
	}
	again, _ := serve(t, port)
	p.wait("document.getElementById('notices').textContent.includes('does not know this page')")
	fragment := eval[string](p, "location.hash")
	p.forget("ERR_CONNECTION_REFUSED", "403", "net::ERR")

	q := open(t, again+fragment, look{})
	q.still()
	if data := eval[string](q, "document.documentElement.dataset.opened"); data != "moons" {
		t.Errorf("with the link of the old page %s is open", data)
	}
	p.forget("ERR_CONNECTION_REFUSED", "403", "net::ERR")
}

// Of two tabs the one that was opened last goes on. Nothing is lost: it has the training of the other, which can have it back.
func TestTwoTabs(t *testing.T) {
	slowtest.Skip(t)
	address, _ := serve(t, 0)
	p := open(t, withLink(address, quick), look{})
	p.click("#train")
	p.wait("document.getElementById('train').textContent === 'Trained'")
	q := open(t, address, look{})
	if step := q.step(); step != 300 {
		t.Errorf("the second tab is at step %d", step)
	}
	p.wait("document.getElementById('notices').textContent.includes('another tab')")
	time.Sleep(300 * time.Millisecond) // what was under way ends
	before := len(p.requested())
	p.set("#time", "50")
	time.Sleep(500 * time.Millisecond)
	if after := len(p.requested()); after != before {
		t.Errorf("a tab that waits has asked %d times", after-before)
	}
	p.click("[data-name=elsewhere] button")
	p.wait("!document.getElementById('notices').textContent.includes('another tab')")
	q.wait("document.getElementById('notices').textContent.includes('another tab')")
	p.set("#time", "30")
	p.still()
	if step := p.step(); step != 300 {
		t.Errorf("the first tab is at step %d afterwards", step)
	}
}

// A hidden tab asks for nothing and its training goes on; when it is seen again it says how far.
func TestHiddenTab(t *testing.T) {
	slowtest.Skip(t)
	p := opened(t, "a=steps:100000,batch:32,width:16,blocks:1", look{})
	p.click("#train")
	p.wait("document.getElementById('progress-words').textContent.match(/^step [1-9]/)")
	hide := func(hidden string) {
		eval[bool](p, `(Object.defineProperty(document, 'hidden', { configurable: true, get: () => `+hidden+` }),
			document.dispatchEvent(new Event('visibilitychange')))`)
	}
	hide("true")
	time.Sleep(500 * time.Millisecond) // what was under way ends
	before, at := len(p.requested()), p.step()
	time.Sleep(time.Second)
	if after := len(p.requested()); after != before {
		t.Errorf("a hidden tab has asked %d times", after-before)
	}
	hide("false")
	p.wait("document.getElementById('live').textContent.includes('while this tab was hidden')")
	if now := p.step(); now <= at {
		t.Errorf("the training stood still at step %d while the tab was hidden", at)
	}
}

// What can be kept is kept: points, the log, a picture and an animation, as files that are what they are called.
func TestExports(t *testing.T) {
	slowtest.Skip(t)
	p := opened(t, quick+"&t=100", look{})
	p.click("#train")
	p.wait("document.getElementById('train').textContent === 'Trained'")
	folder := t.TempDir()
	if _, err := chromedp.CallBrowser(p.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder,
	}); err != nil {
		t.Fatal(err)
	}
	read := func(button, name string) []byte {
		t.Helper()
		p.click("#" + button)
		p.wait("document.getElementById('kept').textContent.startsWith('" + name + "')")
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			if content, err := os.ReadFile(filepath.Join(folder, name)); err == nil && len(content) > 0 {
				return content
			}
		}
		t.Fatalf("%s was not downloaded", name)
		return nil
	}
	if lines := strings.Count(string(read("export-csv", "points.csv")), "\n"); lines < 10_000 {
		t.Errorf("points.csv has %d lines", lines)
	}
	if npy := read("export-npy", "points.npy"); !bytes.HasPrefix(npy, []byte("\x93NUMPY")) {
		t.Error("points.npy is none")
	}
	if log := read("export-log", "log.csv"); !bytes.HasPrefix(log, []byte("step,loss")) {
		t.Errorf("log.csv begins with %.20s", log)
	}
	if png := read("export-png", "ddpm.png"); !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Error("ddpm.png is none")
	}
	film, err := gif.DecodeAll(bytes.NewReader(read("export-gif", "animation.gif")))
	if err != nil || len(film.Image) != 40 || bytes.Equal(film.Image[0].Pix, film.Image[39].Pix) {
		t.Errorf("animation.gif: %v, %d frames", err, len(film.Image))
	}
}
