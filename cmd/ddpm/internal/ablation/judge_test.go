package ablation

import (
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/internal/runs"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/train"
)

// newTestGrid returns a grid of the default training, except for its steps, with the flags that vary.
func newTestGrid(t testing.TB, steps int, vary ...string) *Grid {
	varied := must.Get(Variations(vary))
	how := train.DefaultConfig()
	settings := runs.Settings{
		Data: "moons", Steps: steps, Batch: how.Batch, Timesteps: model.DefaultSteps, Schedule: model.DefaultSchedule, Predict: model.DefaultPredict,
		LossWeight: train.DefaultLossWeight, Width: 8, Blocks: 1, LR: how.LearningRate, EMA: how.EMA,
	}
	drawing := runs.Drawing{Sampling: runs.Sampling{Count: 10_000, Sampler: "ddpm"}}
	return must.Get(NewGrid(runs.Folder(t.TempDir()), settings, drawing, 1, varied, evaluate.Full))
}

// The default training is judged in full, and shorter ones by as many points as cost less than they do, if the fewest do. The shortest
// training and the sampler with the most evaluations count, whichever flags they come from.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		steps             int
		vary              string
		mode              string
		counted           bool
		want              string
		drawn, likelihood int
	}{
		{0, "seed=1,2", "", false, Full, 10_000, 8000},
		{0, "width=8,16", Fast, false, Fast, 5000, 2500},
		{1, "seed=1,2", Full, false, Full, 10_000, 8000},
		{1, "seed=1,2", "", false, Fast, 500, 250},
		{500, "seed=1,2", "", false, Fast, 500, 250},
		{1200, "seed=1,2", "", false, Fast, 1000, 500},
		{2500, "seed=1,2", "", false, Fast, 2000, 1000},
		{2500, "seed=1,2", "", true, Fast, 10_000, 250},
		{2500, "count=100,200", "", false, Fast, 10_000, 250},
		{0, "steps=500,50000", "", false, Fast, 500, 250},
		{0, "batch=8,256", "", false, Fast, 500, 250},
		{8000, "seed=1,2", "", false, Fast, 5000, 2500},
		{8000, "sampler=heun,dpmpp", "", false, Full, 10_000, 8000},
		{8000, "sampler=heun,ddpm", "", false, Fast, 5000, 2500},
		{8000, "evals=5,50", "", false, Full, 10_000, 8000},
		{12_000, "timesteps=50,4000", "", false, Fast, 2000, 1000},
	} {
		g := newTestGrid(t, c.steps, c.vary)
		got := must.Get(g.Judge(c.mode, c.counted))
		if j := (judgement{g.base.Drawing.Count, g.Effort.LikelihoodPoints}); got != c.want || j != (judgement{c.drawn, c.likelihood}) {
			t.Errorf("%d steps, %s, %q, counted %v: %s by %v, want %s by %d and %d", c.steps, c.vary, c.mode, c.counted, got, j, c.want, c.drawn, c.likelihood)
		}
		training, evals, _ := g.costs()
		j := judgement{g.base.Drawing.Count, g.Effort.LikelihoodPoints}
		if smallest := (judgement{500, 250}); got == Fast && !c.counted && c.vary != "count=100,200" && j != smallest && j.cost(evals) > training {
			t.Errorf("%d steps, %s: judging costs %d evaluations and a training %d", c.steps, c.vary, j.cost(evals), training)
		}
	}
	if _, err := newTestGrid(t, 1, "seed=1,2").Judge("thorough", false); err == nil || !strings.Contains(err.Error(), "--judge thorough: want fast or full") {
		t.Error(err)
	}
}

// The cells of a training belong together, and each number is a cell of its own.
func TestCellsOfTrainings(t *testing.T) {
	g := newTestGrid(t, 1, "width=4,8", "evals=2,3,4", "seed=1,2")
	seen, trainings := make(map[string]bool), make(map[int]runs.Folder)
	for number := range g.Cells() {
		c := must.Get(g.cell(number))
		seen[strings.Join(c.Values, " ")] = true
		if run, ok := trainings[g.trainingOf(number)]; ok && run != c.Run {
			t.Errorf("training %d is in %s and %s", g.trainingOf(number), run, c.Run)
		}
		trainings[g.trainingOf(number)] = c.Run
	}
	if len(seen) != 12 || len(trainings) != 4 {
		t.Errorf("%d cells and %d trainings, want 12 and 4", len(seen), len(trainings))
	}
}
