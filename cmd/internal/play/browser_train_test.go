package play_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

// quick makes trainings short: a link's settings.
const quick = "a=steps:300,batch:32,width:16,blocks:1"

// withLink returns an address with a fragment.
func withLink(address, fragment string) string { return address + "#" + fragment }

// opened returns a page of a playground of its own, opened with a fragment.
func opened(t testing.TB, fragment string, l look) *page {
	t.Helper()
	address, _ := serve(t, 0)
	return open(t, withLink(address, fragment), l)
}

// step returns the training step that the page shows.
func (p *page) step() int {
	p.t.Helper()
	words := strings.Fields(p.text("#progress-words"))
	if len(words) < 2 || words[0] != "step" {
		return 0
	}
	n, err := strconv.Atoi(strings.ReplaceAll(words[1], ",", ""))
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// A training is switched on, paused, taken a step further, looked at in its past and branched; the bars take the slider along; at its end the page has all
// the numbers; and it is saved as a run.
func TestTrain(t *testing.T) {
	p := opened(t, "a=steps:4000,batch:32,width:16,blocks:1&layers=density,score,points", look{})
	if command := p.text("#command"); command != "ddpm run swissroll --steps 4000 --batch 32 --width 16 --blocks 1" {
		t.Errorf("the command line is %q", command)
	}
	before := p.pixels("learned")
	p.click("#train")
	p.wait("document.getElementById('train').textContent === 'Pause'")
	p.click("#train")
	p.wait("document.getElementById('train').textContent !== 'Pause' && !document.getElementById('step').disabled")
	at := p.step()
	p.click("#step")
	p.wait(fmt.Sprintf("document.getElementById('progress-words').textContent.startsWith('step %d ')", at+1))
	p.still()
	if p.pixels("learned") == before {
		t.Error("the learned panel is as it was before the training")
	}

	p.click("#train")
	p.wait("document.getElementById('train').textContent === 'Trained'")
	p.wait("document.getElementById('kl').textContent.includes('step 4,000')")
	p.wait("document.querySelector('[data-panel=learned] .how').textContent.includes('probability flow')")
	if step := p.step(); step != 4000 {
		t.Errorf("step %d of 4000", step)
	}
	if !strings.Contains(p.text("#loss-words"), "loss") {
		t.Errorf("of the loss the page says %q", p.text("#loss-words"))
	}

	// A tap on the last bar takes the slider near its end, and an arrow key one bar back.
	p.click("#excess-table summary")
	p.wait("document.querySelectorAll('#excess-table tbody tr').length > 4")
	times := eval[[]float64](p, "[...document.querySelectorAll('#excess-table tbody tr')].map(row => Number(row.cells[0].textContent.replace(',', '')))")
	box := eval[[]float64](p, "(b => [b.right - 12, b.top + b.height / 2])((e => { e.scrollIntoView({ block: 'center' }); return e.getBoundingClientRect(); })(document.getElementById('excess')))")
	p.do(chromedp.MouseClickXY(box[0], box[1]))
	for i, key := range []string{"", "ArrowLeft"} {
		if key != "" {
			eval[bool](p, fmt.Sprintf("document.getElementById('excess').dispatchEvent(new KeyboardEvent('keydown', { key: %q, bubbles: true, cancelable: true })) || true", key))
		}
		want := times[len(times)-1-i]
		if got := eval[float64](p, "Number(document.getElementById('time').value)"); got != want {
			t.Errorf("the slider is at %v, want %v", got, want)
		}
	}

	// The past: an earlier snapshot is another network, and a branch goes on from it.
	p.still()
	now := p.pixels("learned")
	p.set("#past", "1")
	p.wait("!document.getElementById('branch-row').hidden")
	p.still()
	p.wait(fmt.Sprintf("document.querySelector('.panel[data-panel=learned] canvas').toDataURL() !== %q", now))
	p.set("#branch-rate", "0.001")
	p.click("#branch")
	p.wait("document.getElementById('train').textContent === 'Trained' && document.getElementById('branch-row').hidden")

	// Saved, it is a run: its model can be opened.
	p.click("#save-run")
	p.wait("document.getElementById('kept').textContent.startsWith('Saved in ')")
	folder := strings.TrimPrefix(strings.Split(p.text("#kept"), ". ddpm")[0], "Saved in ")
	f := must.Get(os.Open(filepath.Join(folder, "model.safetensors")))
	defer f.Close()
	if m, err := model.Read(f); err != nil || m.Network.Config().Width != 16 {
		t.Errorf("the saved model: %v", err)
	}
}

// The probe shows what the exact distribution says of the place, and goes where it is put.
func TestProbe(t *testing.T) {
	address, _ := serve(t, 0)
	const at = 200
	x := data.Point{0.5, 0.25}
	p := open(t, withLink(address, fmt.Sprintf("data=moons&t=%d&probe=%v,%v", at, x[0], x[1])), look{})
	p.wait("document.querySelectorAll('#probe-numbers dd').length === 7")
	shown := eval[[]string](p, "[...document.querySelectorAll('#probe-numbers dd')].map(e => e.textContent.replaceAll('−', '-'))")

	builtin, _ := data.Lookup("moons")
	axes := data.NewStandardizer(builtin.Mixture())
	schedule := must.Get(model.NewSchedule(model.DefaultSchedule, model.DefaultSteps))
	z := make([]data.Point, 1)
	axes.To(z, []data.Point{x})
	noised := axes.Distribution(builtin.Mixture()).At(schedule.Signal(at), schedule.Noise(at))
	score := noised.Score(z[0])
	var eps, clean [2]float64
	for axis := range z[0] {
		eps[axis] = -schedule.Noise(at) * score[axis]
		clean[axis] = (z[0][axis]-schedule.Noise(at)*eps[axis])/schedule.Signal(at)*axes.Scale[axis] + axes.Mean[axis]
	}
	density := noised.LogDensity(z[0]) - math.Log(axes.Scale[0]*axes.Scale[1])
	for i, want := range map[int][]float64{0: x[:], 1: eps[:], 4: clean[:], 6: {density}} {
		words := strings.FieldsFunc(shown[i], func(r rune) bool { return strings.ContainsRune("(), nats", r) })
		for k, value := range want {
			if got, err := strconv.ParseFloat(words[k], 64); err != nil || math.Abs(got-value) > 0.006*math.Abs(value)+1e-9 {
				t.Errorf("row %d says %s, want %v", i, shown[i], want)
			}
		}
	}
	if shown[2] != "–" || shown[3] != "–" || shown[5] != "–" {
		t.Errorf("of a network that is not trained the probe says %q", shown)
	}

	left, top, size := p.corner("true")
	p.do(chromedp.MouseClickXY(left+size/2, top+size/2))
	p.wait("!document.querySelector('#probe-numbers dd').textContent.startsWith('(0.5, 0.25)')")
	before := p.text("#probe-numbers dd")
	p.key(kb.ArrowRight)
	p.wait(fmt.Sprintf("document.querySelector('#probe-numbers dd').textContent !== %q", before))
	p.click("#probe-close")
	p.wait("document.getElementById('posterior').hidden")
}
