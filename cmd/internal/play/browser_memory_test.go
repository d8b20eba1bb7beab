package play_test

import (
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// scrubVariable names the environment variable that says for how long TestMemoryIsFlat trains and moves the slider: 10m, say.
const scrubVariable = "DDPM_SCRUB"

// While a network trains and the slider moves without end, neither the server nor the page takes ever more memory. In the last third of
// the time, each has at most a tenth more than in the second third. The first third fills what has a bound: curves, snapshots and caches.
func TestMemoryIsFlat(t *testing.T) {
	text := os.Getenv(scrubVariable)
	if text == "" {
		t.Skip(scrubVariable + " does not say for how long")
	}
	duration, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serve(t, 0)
	p := open(t, withLink(address, "a=steps:100000000,batch:64&layers=density,score,points"), look{})
	p.click("#train")
	const parts = 3
	var server, page [parts]float64 // most bytes of each part of the time
	for began, part := time.Now(), 0; part < parts; part = int(parts * time.Since(began) / duration) {
		p.slide(20)
		p.mu.Lock()
		p.asked = nil // the test itself would keep it
		p.mu.Unlock()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		server[part] = max(server[part], float64(m.HeapAlloc))
		if _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			t.Fatal(err)
		}
		heap, err := chromedp.Call(p.ctx, cdpruntime.GetHeapUsage, cdp.Empty{})
		if err != nil {
			t.Fatal(err)
		}
		page[part] = max(page[part], heap.UsedSize+heap.EmbedderHeapUsedSize+heap.BackingStorageSize)
	}
	for name, bytes := range map[string][parts]float64{"server": server, "page": page} {
		t.Logf("%s: %.1f, %.1f and %.1f MB, after %d steps", name, bytes[0]/1e6, bytes[1]/1e6, bytes[2]/1e6, p.step())
		if bytes[1] == 0 || bytes[2] > 1.1*bytes[1] {
			t.Errorf("the memory of the %s grows: %.4g MB, and then %.4g", name, bytes[1]/1e6, bytes[2]/1e6)
		}
	}
}
