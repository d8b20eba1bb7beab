package training

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/data/must"
	"ddpm/model"
	"ddpm/train"
)

// fewRows writes a file with so many points of moons and returns its path.
func fewRows(t *testing.T, n int) string {
	moons := must.Get(data.Open("moons", nil, ""))
	text := "x,y\n"
	for _, p := range moons.Points(n, 3) {
		text += fmt.Sprintf("%v,%v\n", p[0], p[1])
	}
	path := filepath.Join(t.TempDir(), "few.csv")
	must.Do(os.WriteFile(path, []byte(text), 0o666))
	return path
}

// byHeart are the settings of a training that learns few rows by heart: without blur, and too long.
func byHeart(path, keep string) runs.Settings {
	share, how := 0.25, train.DefaultConfig()
	return runs.Settings{
		Data: path, Steps: 1800, Batch: 256, Holdout: &share, Blur: "0", Keep: keep, Timesteps: 20, Schedule: model.DefaultSchedule,
		Predict: model.DefaultPredict, LossWeight: how.LossWeight, Width: 16, Blocks: 1, LR: 0.02, EMA: 0.99, ClipGrad: how.ClipGrad,
	}
}

// cutAfter is a context that ends after so many steps of a training, which asks for its error before each of them.
type cutAfter struct {
	context.Context
	steps int
}

func (c *cutAfter) Err() error {
	if c.steps--; c.steps < 0 {
		return context.Canceled
	}
	return nil
}

// trained trains as a request says, for so many steps of this session at most, and returns the run.
func trained(t *testing.T, r Request, steps int) *Run {
	t.Helper()
	run := must.Get(Begin(r))
	defer run.Release()
	out := &terminal.Output{Out: io.Discard, Err: io.Discard, Quiet: true}
	if err := run.Train(&cutAfter{t.Context(), steps}, out, ""); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	return run
}

// read returns a file of a run's folder, log.csv without its times.
func read(folder, name string) []byte {
	content := must.Get(os.ReadFile(filepath.Join(folder, name)))
	if name != runs.LogFile {
		return content
	}
	var lines []string
	for line := range strings.Lines(string(content)) {
		fields := strings.Split(strings.TrimSpace(line), ",")
		lines = append(lines, strings.Join(slices.Delete(fields, 4, 5), ","))
	}
	return []byte(strings.Join(lines, "\n"))
}

const endless = 1 << 30

// A long training on few rows keeps the network of an earlier moment, whose loss at the held-out rows is lower than the last one's. With
// other noise too it is lower, by more than two standard errors.
func TestTheBestMomentIsKept(t *testing.T) {
	path := fewRows(t, 120)
	best := trained(t, Request{Settings: byHeart(path, ""), Seed: 1, Out: filepath.Join(t.TempDir(), "best")}, endless)
	last := trained(t, Request{Settings: byHeart(path, runs.KeepLast), Seed: 1, Out: filepath.Join(t.TempDir(), "last")}, endless)
	if k := best.Kept; k == nil || !k.earlier() || k.Step != k.LowestStep || k.HeldOut != k.Lowest || k.Last-k.Lowest <= clearRise*k.SE {
		t.Fatalf("kept: %+v", k)
	}
	if k := last.Kept; k.Step != last.Config.Steps || k.HeldOut != best.Kept.Last || k.LowestStep != best.Kept.LowestStep {
		t.Errorf("kept: %+v", k)
	}
	other := newWatch(best.Dataset, best.Model, 8192, 99)
	if mean, se := rise(other.losses(last.Model.Network), other.losses(best.Model.Network)); !(mean > clearRise*se) {
		t.Errorf("with other noise the last network is worse by %v ± %v", mean, se)
	}
	for _, run := range []*Run{best, last} { // in memory, in the file, and once the run is opened again
		file := must.Get(run.Folder.ReadModel())
		again := must.Get(Begin(Request{Resume: string(run.Folder)}))
		for _, m := range []*model.Model{file, again.Model} {
			if !slices.Equal(m.Network.Weights, run.Model.Network.Weights) {
				t.Errorf("keep %s: the model is not the one that was kept", run.Config.Keep)
			}
		}
	}
}

// Where the last network is kept, model and checkpoint have the bytes of a training that nobody watches.
func TestWatchingChangesNothing(t *testing.T) {
	run := trained(t, Request{Settings: byHeart(fewRows(t, 120), runs.KeepLast), Seed: 1, Out: filepath.Join(t.TempDir(), "run")}, endless)
	trainer, m, err := run.Config.Trainer(run.Dataset)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range trainer.Steps(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, write := range map[string]func(io.Writer) error{runs.CheckpointFile: trainer.WriteCheckpoint, runs.ModelFile: m.Write} {
		var alone bytes.Buffer
		must.Do(write(&alone))
		if !bytes.Equal(alone.Bytes(), read(string(run.Folder), name)) {
			t.Errorf("%s differs from that of a training that is not watched", name)
		}
	}
}

// A training that is cut off before, at or after its best moment ends with the bytes of one that never was. So does one that was killed,
// which leaves a row of heldout.csv after the checkpoint.
func TestKeptModelOfAResumedTraining(t *testing.T) {
	path, steps := fewRows(t, 120), 1200
	for _, keep := range []string{runs.KeepBest, runs.KeepLast} {
		settings, whole := byHeart(path, keep), filepath.Join(t.TempDir(), "whole")
		settings.Steps = steps
		best := trained(t, Request{Settings: settings, Seed: 1, Out: whole}, endless).Kept.LowestStep
		cuts := [][]int{{best - 1}, {best}, {best + 1, 2}, {steps - 1}, {steps}}
		if best >= steps-1 {
			t.Fatalf("the best moment is after step %d", best)
		}
		if keep == runs.KeepLast {
			cuts = cuts[2:3]
		}
		for _, sessions := range cuts {
			folder := filepath.Join(t.TempDir(), "cut")
			request, done := Request{Settings: settings, Seed: 1, Out: folder}, 0
			for _, steps := range sessions {
				trained(t, request, steps)
				request, done = Request{Resume: folder}, done+steps
			}
			if table := read(folder, runs.HeldOutFile); done < steps {
				torn := fmt.Appendf(table, "%d,1,%[1]d,0,0,%[1]d\n1201,0.", done+1)
				must.Do(os.WriteFile(filepath.Join(folder, runs.HeldOutFile), torn, 0o666))
			}
			trained(t, request, endless)
			for _, name := range []string{runs.ModelFile, runs.CheckpointFile, runs.HeldOutFile, runs.LogFile} {
				if !bytes.Equal(read(whole, name), read(folder, name)) {
					t.Errorf("keep %s, cut after %v steps: %s differs", keep, sessions, name)
				}
			}
		}
	}
}

// A training that is interrupted at any moment, also while its excess loss is measured, ends with the tables of one that never was.
func TestInterruptsLeaveNoGap(t *testing.T) {
	settings := byHeart("moons", "")
	settings.Holdout, settings.Blur, settings.Steps = nil, "", 40
	whole := filepath.Join(t.TempDir(), "whole")
	trained(t, Request{Settings: settings, Seed: 1, Out: whole}, endless)
	for cut := settings.Steps - 5; cut <= settings.Steps+5; cut++ { // it is measured after the last step, and may ask a context several times
		folder := filepath.Join(t.TempDir(), "cut")
		trained(t, Request{Settings: settings, Seed: 1, Out: folder}, cut)
		trained(t, Request{Resume: folder}, endless)
		if !bytes.Equal(read(whole, runs.ExcessFile), read(folder, runs.ExcessFile)) {
			t.Fatalf("interrupted when it was asked for the %d-th time: excess.csv is\n%s", cut, read(folder, runs.ExcessFile))
		}
	}
}

// A training that is made longer goes on from its last weights, whichever are kept.
func TestAGrownTrainingGoesOnFromItsLastWeights(t *testing.T) {
	path := fewRows(t, 120)
	logs := make(map[string][]byte)
	for _, keep := range []string{runs.KeepBest, runs.KeepLast} {
		folder := filepath.Join(t.TempDir(), keep)
		settings := byHeart(path, keep)
		first := trained(t, Request{Settings: settings, Seed: 1, Out: folder}, endless)
		grown := trained(t, Request{Resume: folder, Settings: runs.Settings{Steps: 2400}, Given: []string{"steps"}}, endless)
		if grown.Steps != 2400 || grown.Kept.LowestStep != first.Kept.LowestStep {
			t.Errorf("keep %s: %d steps, lowest after %d, and before it grew after %d", keep, grown.Steps, grown.Kept.LowestStep, first.Kept.LowestStep)
		}
		logs[keep] = read(folder, runs.LogFile)
	}
	if !bytes.Equal(logs[runs.KeepBest], logs[runs.KeepLast]) {
		t.Error("the losses of a grown training depend on what is kept")
	}
}
