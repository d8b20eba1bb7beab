package play

import (
	"bytes"
	"image/gif"
	"math"
	"strings"
	"testing"
	"time"

	"ddpm/data/must"
	"ddpm/sample/audit"
)

// A page that is loaded again learns from hello what is open, and nothing is reset.
func TestHelloTellsWhatIsOpen(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","drawing":{"strokes":[{"width":0.2,"points":[[0,0],[1,1]]}]}`)
	c.train(small)
	var hello helloReply
	c.must(&hello, `"do":"hello"`)
	now := hello.Current
	if now == nil || now.Source.Drawing == nil || now.Source.Data != "" || len(now.Source.Drawing.Strokes[0].Points) != 2 {
		t.Fatalf("what is open: %+v", now)
	}
	if now.Runs["A"] == nil || now.Runs["A"].Settings.Width != 16 || now.Runs["B"] != nil {
		t.Errorf("the runs are %s", toText(now.Runs))
	}
	var status statusReply
	if c.must(&status, `"do":"status"`); status.Step != 120 {
		t.Errorf("step %d after hello", status.Step)
	}
	c.must(nil, `"do":"set","run":"B","settings":{"width":8}`)
	c.must(&hello, `"do":"hello"`)
	if b := hello.Current.Runs["B"]; b == nil || b.Settings.Width != 8 {
		t.Errorf("run B is %s", toText(b))
	}
	c.must(nil, `"do":"open","data":"moons"`)
	if c.must(&hello, `"do":"hello"`); hello.Current.Source.Data != "moons" {
		t.Errorf("what is open: %+v", hello.Current.Source)
	}
}

// A training that is told to take only some steps takes as many, and has the weights of one that went on.
func TestOnlySomeSteps(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"moons"`)
	c.must(nil, `"do":"set","settings":`+small)
	for i, want := range []int{1, 2, 42} {
		c.must(nil, `"do":"train","on":true,"only":`+[]string{"1", "1", "40"}[i])
		for c.Work(t.Context(), 50*time.Millisecond) {
		}
		var status statusReply
		if c.must(&status, `"do":"status"`); status.Step != want || status.State != "paused" {
			t.Errorf("step %d, %s, want %d, paused", status.Step, status.State, want)
		}
	}
	c.must(nil, `"do":"train","on":true`)
	for c.Work(t.Context(), 50*time.Millisecond) {
	}
	whole := newClient(t, "")
	whole.must(nil, `"do":"open","data":"moons"`)
	whole.train(small)
	a, b := c.session.runs["A"].model.Network.Weights, whole.session.runs["A"].model.Network.Weights
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("weight %d is %v, and %v without pauses", i, a[i], b[i])
		}
	}
	if r := c.ask(`"do":"train","on":true,"only":-1`); r.Error == "" {
		t.Error("a negative number of steps is taken")
	}
}

// The information is that of package audit, falls as noise grows, and is not known of a file of points.
func TestInformation(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"swissroll"`)
	run := c.session.runs["A"]
	forgetting := must.Get(audit.MeasureForgetting(t.Context(), c.session.truth, run.model.Schedule, 5))
	last := math.Inf(1)
	for _, level := range forgetting.Levels {
		var reply informationReply
		c.must(&reply, `"do":"information","t":`+toText(level.T))
		got := float64(*reply.Information)
		if math.Abs(got-level.Information) > 1e-6 || got > last {
			t.Errorf("t %d: %v nats, want %v, and at most %v", level.T, got, level.Information, last)
		}
		last = got
	}
	if r := c.ask(`"do":"information","t":0`); !strings.Contains(r.Error, "infinite") {
		t.Errorf("t 0: %s", r.header)
	}
	var reply informationReply
	c.must(nil, `"do":"open","file":"points.csv"`, []byte("0,0\n1,0\n0,1\n1,1\n2,1\n3,1\n0,2\n0,3\n1,3\n2,2\n")...)
	if c.must(&reply, `"do":"information","t":10`); reply.Information != nil {
		t.Errorf("points have an information of %v", *reply.Information)
	}
}

// What the page has drawn comes back as an animation of the same pixels, and what cannot be one is refused.
func TestAnimation(t *testing.T) {
	c := newClient(t, "")
	const fields = `"do":"export","what":"animation.gif","size":[2,1],"frames":3,"delay":80,"palette":[[255,0,0],[0,0,255]]`
	pixels := []byte{0, 1, 1, 0, 1, 1}
	r := c.must(nil, fields, pixels...)
	film := must.Get(gif.DecodeAll(bytes.NewReader(r.Arrays[0].bytes)))
	var got []byte
	for i, frame := range film.Image {
		got = append(got, frame.Pix...)
		if film.Delay[i] != 8 {
			t.Errorf("frame %d lasts %d hundredths of a second", i, film.Delay[i])
		}
	}
	if red, _, blue, _ := film.Image[0].At(0, 0).RGBA(); !bytes.Equal(got, pixels) || red != 0xffff || blue != 0 {
		t.Errorf("pixels %v, the first of red %d and blue %d", got, red, blue)
	}
	for _, wrong := range []struct{ from, to string }{
		{"[2,1]", "[2,2]"}, {"[2,1]", "[-2,-1]"}, {`"frames":3`, `"frames":0`}, {"[2,1]", "[100000,100000]"}, {`"delay":80`, `"delay":0`},
		{",[0,0,255]]", "]"}, {"[[255,0,0],[0,0,255]]", "[]"}, {"[255,0,0]", "[256,0,0]"},
	} {
		if r := c.ask(strings.Replace(fields, wrong.from, wrong.to, 1), pixels...); r.Error == "" {
			t.Errorf("%s instead of %s is taken", wrong.to, wrong.from)
		}
	}
}
