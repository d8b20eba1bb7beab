package play

import (
	"math"
	"os"
	"strings"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
)

// Points of the forward process are the same points with the same noise at all levels: at t the mean square of x_t − a·x_0 is σ², and the
// points of a frame are these. With 4,000 points the mean square of 8,000 normal numbers is within 7% in all but one of 10⁵ cases.
func TestForwardMovesTheSamePoints(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"moons"`)
	schedule := must.Get(model.NewSchedule(model.DefaultSchedule, model.DefaultSteps))
	builtin, _ := data.Lookup("moons")
	axes := data.NewStandardizer(builtin.Mixture())
	const n = 4000
	x := c.must(nil, `"do":"forward","count":4000,"seed":3,"levels":[0,100,400]`).floats("points", 3, n, 2)
	frame := c.must(nil, `"do":"frame","t":100,"size":[2,2],"layers":["points"],"panels":["true"],"count":4000,"seed":3`).floats("true.points", n, 2)
	for level, at := range []int{0, 100, 400} {
		sum := 0.0
		for i := range n {
			for axis := range 2 {
				k := 2*i + axis
				clean := (x[k] - axes.Mean[axis]) / axes.Scale[axis]
				z := (x[2*n*level+k] - axes.Mean[axis]) / axes.Scale[axis]
				sum += math.Pow(z-schedule.Signal(at)*clean, 2)
				if level == 1 && frame[k] != x[2*n+k] {
					t.Fatal("the points of the frame are others")
				}
			}
		}
		if got, want := sum/(2*n), math.Pow(schedule.Noise(at), 2); math.Abs(got-want) > .07*want+1e-9 {
			t.Errorf("at t %d the noise has the variance %v, want %v", at, got, want)
		}
	}
}

// A level between two steps lies between them, and the levels at steps are those of the schedule.
func TestLevelsBetweenSteps(t *testing.T) {
	schedule := must.Get(model.NewSchedule("cosine", 10))
	last := math.Inf(1)
	for i := range 101 {
		l := must.Get(levelAt(schedule, float64(i)/10))
		if i > 0 && !(l.logSNR < last) {
			t.Errorf("at t %v the log-SNR is %v, and %v before", l.t, l.logSNR, last)
		}
		last = l.logSNR
		if i%10 == 0 && (l.signal != schedule.Signal(i/10) || l.noise != schedule.Noise(i/10)) {
			t.Errorf("t %d is not that of the schedule", i/10)
		}
		if sum := l.signal*l.signal + l.noise*l.noise; math.Abs(sum-1) > 1e-12 {
			t.Errorf("a² + σ² = %v at t %v", sum, l.t)
		}
	}
	for _, t0 := range []float64{-.1, 10.1, math.NaN(), math.Inf(1)} {
		if _, err := levelAt(schedule, t0); err == nil {
			t.Errorf("there is a level at t %v", t0)
		}
	}
}

// Names of files from a page become names without a path, and never one of the files of a run.
func TestNamesOfFilesAreSafe(t *testing.T) {
	for name, want := range map[string]string{
		"a.csv": "a.csv", "../../etc/a.csv": "a.csv", `C:\x\a b.csv`: "a_b.csv", ".hidden.csv": "hidden.csv", "config.json": "data-config.json",
		"": "data-", "..": "data-", "-o.csv": "o.csv", "müll.png": "m_ll.png", "a\x00.csv": "a_.csv", "file.npz:x": "file.npz_x",
	} {
		if got := safeName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	if got := safeName(strings.Repeat("x", 1000) + ".csv"); len(got) > 80 || !strings.HasSuffix(got, ".csv") {
		t.Errorf("a long name becomes %q", got)
	}
}

// What was opened before leaves nothing behind, and neither does what could not be opened.
func TestOpenedFilesGo(t *testing.T) {
	c := newClient(t, "")
	for range 3 {
		c.must(nil, `"do":"open","drawing":{"strokes":[{"width":1,"points":[[0,0]]}]}`)
		c.ask(`"do":"open","file":"bad.csv"`, 'x')
		c.must(nil, `"do":"open","file":"good.csv"`, []byte("1,2\n3,4\n5,7\n6,1\n1,1\n")...)
	}
	left, err := os.ReadDir(c.scratch)
	if err != nil || len(left) != 1 {
		t.Errorf("%d folders are left: %v", len(left), err)
	}
	c.must(nil, `"do":"open","data":"moons"`)
	if left, err := os.ReadDir(c.scratch); err != nil || len(left) != 0 {
		t.Errorf("%d folders are left: %v", len(left), err)
	}
}

// Of a file of points nothing exact is known, and nothing is said to be.
func TestFilesHaveNoExactAnswer(t *testing.T) {
	c := newClient(t, "")
	var opened openReply
	c.must(&opened, `"do":"open","file":"good.csv"`, []byte("1,2\n3,4\n5,7\n6,1\n1,1\n2,8\n")...)
	if opened.Exact || opened.Kind != "points" || len(opened.Notes) == 0 {
		t.Errorf("%+v", opened)
	}
	c.train(`{"steps":20,"batch":8,"width":8,"blocks":1}`)
	r := c.must(nil, `"do":"frame","t":9,"size":[9,9],"layers":["density","score","points"],"panels":["true","learned","difference"],"count":4`)
	for name, want := range map[string]bool{
		"true.density": true, "learned.score": true, "true.points": true, "true.score": false, "difference.score": false, "error": false,
	} {
		if r.has(name) != want {
			t.Errorf("%s: %v, want %v", name, r.has(name), want)
		}
	}
	var probed probeReply
	if r := c.must(&probed, `"do":"probe","t":9,"at":[1,1],"size":[2,2]`); r.has("posterior") || probed.EpsTrue != nil || probed.EpsLearned == nil {
		t.Errorf("probe: %s", r.header)
	}
	if r := c.must(nil, `"do":"chains","sampler":"ddim","evals":4,"count":3`); r.has("exact") || !r.has("learned") {
		t.Errorf("chains: %s", r.header)
	}
}
