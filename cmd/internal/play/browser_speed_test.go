package play_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The benchmarks measure the page as a person has it before them, in milliseconds or as shares of the speed of a training by itself. Each
// takes its own measurements, so one iteration is enough:
//
//	go test ./cmd/internal/play -run '^$' -bench Page -benchtime 1x

// BenchmarkPageOpens measures from the first request of a browser to a page that answers, and to the first exact picture.
func BenchmarkPageOpens(b *testing.B) {
	chromium(b)
	for b.Loop() {
		var pictures []float64
		for range 5 {
			address, stop := serve(b, 0)
			began := time.Now()
			p := open(b, address, look{})
			pictures = append(pictures, milliseconds(time.Since(began)))
			p.close()
			stop()
		}
		b.ReportMetric(median(pictures), "ms/picture")
	}
}

// BenchmarkPageLearns measures from a click on Train to the first picture of what was learned.
func BenchmarkPageLearns(b *testing.B) {
	for b.Loop() {
		var learned []float64
		for range 5 {
			address, stop := serve(b, 0)
			p := open(b, address, look{})
			p.still()
			began := time.Now()
			p.click("#train")
			p.wait("/after [1-9]/.test(document.querySelector('.panel[data-panel=learned] .how').textContent)")
			learned = append(learned, milliseconds(time.Since(began)))
			p.close()
			stop()
		}
		b.ReportMetric(median(learned), "ms/learned")
	}
}

// slide moves the slider so many times, as fast as the panels follow, and returns the milliseconds from each move to its frame.
func (p *page) slide(moves int) []float64 {
	return eval[[]float64](p, fmt.Sprintf(`(async () => {
	const slider = document.getElementById('time');
	const waits = [];
	for (let i = 0; i < %d; i++) {
		slider.value = 1 + (i * 37) %% 399;
		const began = performance.now();
		slider.dispatchEvent(new Event('input', { bubbles: true }));
		while (!document.documentElement.dataset.frame?.startsWith(slider.value + ' ')) await new Promise(requestAnimationFrame);
		waits.push(performance.now() - began);
	}
	return waits;
})()`, moves))
}

// BenchmarkPageFrames measures from a move of the slider to its frame, before a training and during one.
func BenchmarkPageFrames(b *testing.B) {
	for b.Loop() {
		address, stop := serve(b, 0)
		p := open(b, withLink(address, "layers=density,score,points"), look{})
		p.still()
		b.ReportMetric(percentile(p.slide(200), 95), "ms/paused-p95")
		p.click("#train")
		p.wait("document.getElementById('progress-words').textContent.match(/^step [1-9]/)")
		b.ReportMetric(percentile(p.slide(200), 95), "ms/training-p95")
		p.close()
		stop()
	}
}

// BenchmarkPageTrains measures the speed of a training with the page open, and with its tab hidden, as shares of that of the command line
// without a page. The three take turns.
func BenchmarkPageTrains(b *testing.B) {
	const steps = 12_000 // as by default
	program := filepath.Join(b.TempDir(), "ddpm")
	if out, err := exec.Command("go", "build", "-o", program, "ddpm/cmd/ddpm").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	alone := func() float64 {
		began := time.Now()
		out, err := exec.Command(program, "train", "--quiet", "--steps", fmt.Sprint(steps), "--out", filepath.Join(b.TempDir(), "run")).CombinedOutput()
		if err != nil {
			b.Fatalf("%v: %s", err, out)
		}
		return steps / time.Since(began).Seconds()
	}
	with := func(hidden bool, rate float64) float64 {
		address, stop := serve(b, 0)
		defer stop()
		p := open(b, withLink(address, fmt.Sprint("a=steps:", steps)), look{})
		defer p.close()
		p.still()
		if hidden {
			eval[bool](p, `(Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }), document.dispatchEvent(new Event('visibilitychange')))`)
		}
		p.click("#train")
		time.Sleep(time.Duration(1.2 * steps / rate * float64(time.Second)))
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Second) {
			var status struct {
				State   string
				Seconds float64
			}
			// A page that is hidden asks nothing, so the benchmark asks, seldom.
			if err := json.Unmarshal([]byte(eval[string](p, askStatus)), &status); err != nil {
				b.Fatal(err)
			}
			if status.State == "done" {
				return steps / status.Seconds
			}
		}
		b.Fatal("the training did not end")
		return 0
	}
	for b.Loop() {
		var open, hidden []float64
		for range 3 {
			rate := alone()
			open = append(open, with(false, rate)/rate)
			hidden = append(hidden, with(true, rate)/rate)
		}
		b.ReportMetric(median(open), "speed/open")
		b.ReportMetric(median(hidden), "speed/hidden")
	}
}

// askStatus asks the server for the status of the training, past the page.
const askStatus = `(async () => {
	const head = new TextEncoder().encode(JSON.stringify({ v: 1, do: 'status', run: 'A' }));
	const message = new Uint8Array(4 + head.length);
	new DataView(message.buffer).setUint32(0, head.length, true);
	message.set(head, 4);
	const reply = new Uint8Array(await (await fetch('api', { method: 'POST', body: message, headers: { 'Content-Type': 'application/octet-stream' } })).arrayBuffer());
	return new TextDecoder().decode(reply.subarray(4, 4 + new DataView(reply.buffer).getUint32(0, true)));
})()`

// BenchmarkPageDraws measures from a stamp on the panel to the exact picture of the drawing.
func BenchmarkPageDraws(b *testing.B) {
	for b.Loop() {
		address, stop := serve(b, 0)
		p := open(b, address, look{})
		p.set("#data", "draw")
		p.wait("!document.getElementById('tools').hidden")
		waits := eval[[]float64](p, `(async () => {
			const canvas = document.querySelector('.panel[data-panel=true] canvas');
			const press = (key) => canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
			canvas.focus();
			const waits = [];
			for (let i = 1; i <= 20; i++) {
				for (let k = 0; k < 5; k++) press(['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown'][i % 4]);
				const began = performance.now();
				press('Enter');
				const data = document.documentElement.dataset;
				while (data.drawn !== String(i) || !data.frame) await new Promise(requestAnimationFrame);
				waits.push(performance.now() - began);
			}
			return waits;
		})()`)
		b.ReportMetric(percentile(waits, 95), "ms/drawing-p95")
		p.close()
		stop()
	}
}

// BenchmarkStaticPage measures, from a file server on this machine, the first picture, and a training of the first built-in until the
// Kullback-Leibler divergence that the page shows is at most .1 nats; and from a move of the slider to its frame, before and after.
func BenchmarkStaticPage(b *testing.B) {
	folder := b.TempDir()
	if out, err := exec.Command("go", "run", "ddpm/cmd/site", folder).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	files := httptest.NewServer(http.FileServer(http.Dir(folder)))
	defer files.Close()
	open(b, files.URL, look{}).close() // what was downloaded is kept
	for b.Loop() {
		began := time.Now()
		p := open(b, files.URL, look{})
		b.ReportMetric(time.Since(began).Seconds(), "s/picture")
		p.still()
		b.ReportMetric(percentile(p.slide(40), 95), "ms/untrained-p95")
		began = time.Now()
		p.click("#train")
		p.wait("Number(document.getElementById('kl').textContent.match(/[0-9.]+/)?.[0] ?? Infinity) <= 0.1")
		b.ReportMetric(time.Since(began).Seconds(), "s/KL-.1")
		b.Log(p.text("#progress-words"), p.text("#kl"))
		p.click("#train")
		p.still()
		b.ReportMetric(percentile(p.slide(40), 95), "ms/trained-p95")
		p.close()
	}
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }

func median(values []float64) float64 { return percentile(values, 50) }

// percentile returns the smallest of the values that at least so many percent of them do not exceed.
func percentile(values []float64, percent int) float64 {
	values = slices.Sorted(slices.Values(values))
	return values[(len(values)*percent+99)/100-1]
}
