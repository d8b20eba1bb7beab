package play_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"ddpm/cmd/internal/play"
	"ddpm/cmd/internal/play/server"
	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The tests in files browser*_test.go use the page as a person does, in a real browser. Where they wait for something there is no time
// that it must take, only one after which they give up.
const patience = time.Minute

// chromium returns the one browser of all tests, which it starts. It skips the test if there is none.
func chromium(t testing.TB) context.Context {
	t.Helper()
	path := slowtest.Browser(t)
	startBrowser.Do(func() {
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
		allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
		closeBrowser = stop
		shared, _ = chromedp.NewContext(allocator)
		must.Do(chromedp.Do(shared))
	})
	return shared
}

var (
	startBrowser sync.Once
	shared       context.Context // of the browser
)

// closeBrowser ends the browser, if it was started.
var closeBrowser = func() {}

func TestMain(m *testing.M) {
	m.Run()
	closeBrowser()
}

// serve starts a playground on a port, or on any that is free if that is 0. It returns the address to open, and a function that ends it.
func serve(t testing.TB, port int) (address string, stop func()) {
	t.Helper()
	engine := must.Get(play.New(play.Options{Out: t.TempDir()}))
	s := must.Get(server.Listen(engine, server.Options{Port: port}))
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	stop = sync.OnceFunc(func() {
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return s.URL(), stop
}

// look is how a page is looked at.
type look struct {
	width, height int64
	dark, moving  bool // moving: people have not asked for less motion, so the slider plays at first
}

// page is a tab of the browser with the playground.
type page struct {
	t     testing.TB
	ctx   context.Context
	mu    sync.Mutex
	heard []string // messages on the console
	asked []string // addresses that were requested
	close func()   // closes the tab, as the end of the test does
}

// open opens an address in a tab of its own and waits until the page is ready. It skips the test if there is no browser. When the tab
// is closed, at the latest at the end of the test, whatever the page has written on the console is an error, unless the test has taken it.
func open(t testing.TB, address string, l look) *page {
	t.Helper()
	started := chromium(t)
	if l.width == 0 {
		l.width, l.height = 1280, 900
	}
	ctx, cancel := chromedp.NewContext(started)
	p := &page{t: t, ctx: ctx}
	p.close = sync.OnceFunc(func() {
		cancel()
		for _, line := range p.take() {
			t.Errorf("on the console: %s", line)
		}
	})
	t.Cleanup(p.close)
	console := chromedp.Console(ctx)
	requests := chromedp.Events(ctx, network.RequestWillBeSent)
	go func() {
		for message, err := range console {
			if err != nil {
				return
			}
			p.mu.Lock()
			p.heard = append(p.heard, message.String())
			p.mu.Unlock()
		}
	}()
	go func() {
		for request, err := range requests {
			if err != nil {
				return
			}
			p.mu.Lock()
			p.asked = append(p.asked, request.Request.URL)
			p.mu.Unlock()
		}
	}()
	p.do(chromedp.EmulateViewport(l.width, l.height))
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if l.dark {
		features[0].Value = "dark"
	}
	if l.moving {
		features[1].Value = "no-preference"
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.Navigate(address))
	p.wait(`document.documentElement.dataset.ready && document.documentElement.dataset.shown`)
	return p
}

// take returns what the page has written on the console, and forgets it.
func (p *page) take() (lines []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	lines, p.heard = p.heard, nil
	return lines
}

// requested returns the addresses that the page has asked for.
func (p *page) requested() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.asked...)
}

// do does things in the page.
func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// eval returns the value of an expression, which may await.
func eval[T any](p *page, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T]("(async () => "+expression+")()", chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// text returns the text of an element.
func (p *page) text(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf("document.querySelector(%q).textContent.trim()", selector))
}

// wait waits until a condition holds.
func (p *page) wait(condition string) {
	p.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(30 * time.Millisecond) {
		if eval[bool](p, "Boolean("+condition+")") {
			return
		}
		if time.Now().After(end) {
			notices := eval[string](p, "document.getElementById('notices')?.textContent ?? document.body.textContent")
			p.t.Fatalf("waited in vain for %s; notices: %q; console: %s", condition, notices, strings.Join(p.take(), "; "))
		}
	}
}

// click clicks an element, wherever it is.
func (p *page) click(selector string) {
	p.t.Helper()
	eval[bool](p, fmt.Sprintf("(document.querySelector(%q).click(), true)", selector))
}

// set gives a field a value as a person does.
func (p *page) set(selector, value string) {
	p.t.Helper()
	eval[bool](p, fmt.Sprintf("(e => { e.value = %q; for (const name of ['input', 'change']) e.dispatchEvent(new Event(name, { bubbles: true })); return true; })(document.querySelector(%q))", value, selector))
}

// key presses a key on whatever has the focus.
func (p *page) key(keys string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys, options...))
}

// still waits until the panels show a fine frame at the slider's place.
func (p *page) still() {
	p.t.Helper()
	p.wait("document.documentElement.dataset.frame === document.getElementById('time').value + ' fine'")
}

// pixels returns the pixels of a panel as text.
func (p *page) pixels(panel string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf("document.querySelector('.panel[data-panel=%s] canvas').toDataURL()", panel))
}
