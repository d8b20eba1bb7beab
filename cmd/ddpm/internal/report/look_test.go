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
	"strings"
	"testing"
	"time"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"
)

// Widths are the widths of a telephone, a tablet and a laptop, in CSS pixels.
var Widths = []int{390, 768, 1280}

// harness is a page with the page to measure in a frame of each width. It measures it first as it is, and then with everything
// unfolded and enlarged that can be, and writes what it found into an attribute of its body.
const harness = `<!DOCTYPE html><title>harness</title><body>%s<script>
/* look returns what is seen of a film: whether it moves by itself, and which frames are in sight after the slider has been moved to the end, and to 1. */
function look(of, film) {
	const begins = of.getComputedStyle(film).animationPlayState, frame = parseInt(of.getComputedStyle(film).getPropertyValue("--frame"));
	const slider = film.querySelector(".seek input"), tile = film.querySelector(".tile"), still = film.querySelector(".still") ?? tile, sheet = tile.querySelector("img");
	const seen = [slider.max, 1].map(value => {
		slider.value = value;
		slider.dispatchEvent(new Event("input"));
		const box = tile.getBoundingClientRect(), all = sheet.getBoundingClientRect();
		return [(box.left - all.left) / box.width, (box.top - all.top) / box.height].map(frames => Math.round(20 * frames) / 20);
	});
	return {
		Begins: begins, Frame: frame, Slider: !slider.closest("label").hidden, Paused: film.querySelector(".toggle input").checked && of.getComputedStyle(film).animationPlayState == "paused",
		Last: seen[0], Second: seen[1], Still: still.getBoundingClientRect().width, Wide: tile.getBoundingClientRect().width, High: tile.getBoundingClientRect().height,
	};
}
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
				Widest: Math.max(0, ...pictures.filter(p => !p.closest(".tile")).map(p => p.getBoundingClientRect().width)),
				Films: [...page.querySelectorAll(".film")].map(film => look(frame.contentWindow, film)),
				Smallest: Math.min(...[...page.querySelectorAll("p, dt, dd, td, th, figcaption, summary")]
					.map(e => parseFloat(getComputedStyle(e).fontSize))),
			});
		}
	}
	document.body.dataset.found = JSON.stringify(found);
});
</script>`

// Measurement is what was found of a page at one width. Lengths are in CSS pixels.
type Measurement struct {
	Inner, Client, Scroll int     // the widths of the window, of the visible part, and of all that can be scrolled to
	Pictures, Loaded      int     // how many pictures there are, and how many of them are shown
	Widest, Smallest      float64 // the width of the widest picture, films left out, and the size of the smallest letters
	Films                 []FilmSeen
}

// FilmSeen is what was found of a film when its slider was moved to the end and to frame 1.
type FilmSeen struct {
	Begins         string     // running or paused, before the slider is moved for the first time
	Frame          int        // that is in sight then
	Slider, Paused bool       // whether there is a slider, and the film stands still once it is moved
	Last, Second   [2]float64 // the column and the row of the frame that is in sight then
	Wide, High     float64    // of a frame
	Still          float64    // the width of what stands beside the film, or that of a frame if nothing does
}

// Look returns what a browser found of a page at each of Widths, first as it is and then with everything unfolded and enlarged that
// can be, and the messages on its console. It skips the test if there is no browser.
func Look(t *testing.T, page []byte) (found []Measurement, console []string) {
	t.Helper()
	return lookWith(t, page)
}

// lookWith is Look with more flags for the browser.
func lookWith(t *testing.T, page []byte, flags ...string) (found []Measurement, console []string) {
	t.Helper()
	path := slowtest.Browser(t)
	var frames strings.Builder
	for _, width := range Widths {
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
	command := exec.CommandContext(ctx, path, append(flags, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--no-proxy-server", "--enable-logging=stderr", "--window-size=1400,900", "--user-data-dir="+t.TempDir(),
		"--dump-dom", server.URL)...)
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
	must.Do(json.Unmarshal([]byte(html.UnescapeString(string(attribute[1]))), &found))
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "CONSOLE") {
			console = append(console, line)
		}
	}
	return found, console
}
