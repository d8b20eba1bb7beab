package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// widths are those of a telephone and of a laptop, in points of the screen.
var widths = []int{390, 1280}

// harness is a page that shows the report in a frame of each width, first as it is and then with all that can be unfolded
// and enlarged so, and says what it measured in an attribute of its body.
const harness = `<!DOCTYPE html><title>harness</title><body>%s<script>
addEventListener("load", () => {
	const found = [];
	for (const frame of document.querySelectorAll("iframe")) {
		const page = frame.contentDocument, root = page.documentElement;
		for (const unfolded of [false, true]) {
			for (const d of page.querySelectorAll("details")) d.open = unfolded;
			for (const box of page.querySelectorAll("input")) box.checked = unfolded;
			const pictures = [...page.images];
			found.push({
				Inner: frame.contentWindow.innerWidth, Client: root.clientWidth, Scroll: root.scrollWidth,
				Pictures: pictures.length,
				Loaded: pictures.filter(p => p.complete && p.naturalWidth > 0).length,
				Widest: Math.max(...pictures.map(p => p.getBoundingClientRect().width)),
				Smallest: Math.min(...[...page.querySelectorAll("p, dt, dd, td, th, figcaption, summary")]
					.map(e => parseFloat(getComputedStyle(e).fontSize))),
			});
		}
	}
	document.body.dataset.found = JSON.stringify(found);
});
</script>`

// measurement is what the harness found of one frame.
type measurement struct {
	Inner, Client, Scroll int
	Pictures, Loaded      int
	Widest, Smallest      float64
}

// browser returns the path of a browser, and skips the test where there is none.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no browser: neither chromium nor google-chrome is on PATH")
	return ""
}

// looked returns what a browser found of a page, and the messages on its console.
func looked(t *testing.T, page []byte) (found []measurement, console []string) {
	t.Helper()
	path := browser(t)
	var frames strings.Builder
	for _, width := range widths {
		fmt.Fprintf(&frames, `<iframe src="/page" style="width:%dpx;height:800px;border:0"></iframe>`, width)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch r.URL.Path {
		case "/":
			fmt.Fprintf(w, harness, frames.String())
		case "/page":
			w.Write(page)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--no-proxy-server", "--enable-logging=stderr", "--window-size=1400,900", "--user-data-dir="+t.TempDir(),
		"--dump-dom", server.URL)
	var dom, log bytes.Buffer
	command.Stdout, command.Stderr = &dom, &log
	command.WaitDelay = 5 * time.Second
	if err := command.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", path, err, log.String())
	}
	attribute := regexp.MustCompile(`data-found="([^"]*)"`).FindSubmatch(dom.Bytes())
	if attribute == nil {
		t.Fatalf("the browser measured nothing:\n%.2000s\n%s", dom.String(), log.String())
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(string(attribute[1]))), &found); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "CONSOLE") {
			console = append(console, line)
		}
	}
	return found, console
}

func TestPageInABrowser(t *testing.T) {
	long := func(what string) string { return plainly(what) + " " + strings.Repeat("averylongname/", 12) }
	for _, test := range []struct {
		name string
		text func(string) string
	}{{"plain", plainly}, {"long names", long}} {
		t.Run(test.name, func(t *testing.T) {
			found, console := looked(t, written(t, example(t, test.text)))
			for _, line := range console {
				t.Errorf("on the console: %s", line)
			}
			if len(found) != 2*len(widths) {
				t.Fatalf("%d measurements, want %d", len(found), 2*len(widths))
			}
			for i, m := range found {
				width, unfolded := widths[i/2], i%2 == 1
				if m.Inner != width {
					t.Fatalf("the frame is %d wide, want %d", m.Inner, width)
				}
				if m.Scroll > m.Client {
					t.Errorf("%d wide, unfolded %t: scrolls sideways, %d in %d", width, unfolded, m.Scroll, m.Client)
				}
				if m.Pictures != 3 || m.Loaded != m.Pictures {
					t.Errorf("%d wide: %d of %d pictures loaded", width, m.Loaded, m.Pictures)
				}
				if m.Smallest < 13 {
					t.Errorf("%d wide: text of %g points", width, m.Smallest)
				}
				if enlarged := m.Widest >= 790; enlarged != (unfolded || width > 800) {
					t.Errorf("%d wide, unfolded %t: the widest picture is %g wide", width, unfolded, m.Widest)
				}
			}
		})
	}
}

// The harness sees what it is there to see.
func TestBrowserFindsFaults(t *testing.T) {
	page := `<!DOCTYPE html><p style="width:2000px">wide<img src="/nothing.png"><script>console.error("heard")</script>`
	found, console := looked(t, []byte(page))
	for _, m := range found {
		if m.Scroll <= m.Client || m.Loaded != 0 {
			t.Errorf("nothing wrong with %+v", m)
		}
	}
	if !slices.ContainsFunc(console, func(line string) bool { return strings.Contains(line, "heard") }) {
		t.Errorf("the console says only %q", console)
	}
}
