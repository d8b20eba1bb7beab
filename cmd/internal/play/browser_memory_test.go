package play_test

import (
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/network"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"ddpm/data/must"
)

// scrubVariable names the environment variable that says for how long TestMemoryIsFlat trains and moves the slider: 10m, say.
const scrubVariable = "DDPM_SCRUB"

// While a network trains and the slider moves without end, neither the server nor the page takes ever more memory. In the last third of
// the time, each has at most a tenth more than in the second third, by medians. The first third fills what has a bound: curves, snapshots and caches.
func TestMemoryIsFlat(t *testing.T) {
	text := os.Getenv(scrubVariable)
	if text == "" {
		t.Skip(scrubVariable + " does not say for how long")
	}
	duration := must.Get(time.ParseDuration(text))
	p := opened(t, "a=steps:100000000,batch:64&layers=density,score,points", look{})
	// The developer tools keep what a page has asked for, in the page's process.
	if _, err := chromedp.Call(p.ctx, network.Disable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	p.click("#train")
	const parts = 3
	var server, page [parts][]float64 // bytes in use
	for began, part := time.Now(), 0; part < parts; part = int(parts * time.Since(began) / duration) {
		p.slide(20)
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		server[part] = append(server[part], float64(m.HeapAlloc))
		if _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			t.Fatal(err)
		}
		heap := must.Get(chromedp.Call(p.ctx, cdpruntime.GetHeapUsage, cdp.Empty{}))
		page[part] = append(page[part], heap.UsedSize+heap.EmbedderHeapUsedSize+heap.BackingStorageSize)
	}
	for name, bytes := range map[string][parts][]float64{"server": server, "page": page} {
		var medians [parts]float64 // what a request has in use for a moment does not count
		for part := range parts {
			if len(bytes[part]) < 3 {
				t.Fatalf("%s=%s is too short: in part %d of the time memory was measured %d times", scrubVariable, text, part+1, len(bytes[part]))
			}
			medians[part] = median(bytes[part])
			t.Logf("%s, part %d: median %.1f MB, most %.1f MB", name, part+1, medians[part]/1e6, slices.Max(bytes[part])/1e6)
		}
		const moment = 5e5 // bytes that the present work may take, which are a tenth of a page's memory
		if medians[2] > 1.1*medians[1]+moment {
			t.Errorf("the memory of the %s grows", name)
		}
	}
	t.Logf("%d steps", p.step())
}
