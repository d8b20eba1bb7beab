package play

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ddpm/cmd/internal/runs"
	"ddpm/data/must"
	"ddpm/train"
)

// trained returns the model and the checkpoint of a training that package train runs by itself, up to a step.
func trained(t *testing.T, s runs.Settings, upTo int) (model, checkpoint []byte, losses []float64) {
	t.Helper()
	config, dataset, err := runs.NewConfig(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	trainer, m, err := config.Trainer(dataset)
	if err != nil {
		t.Fatal(err)
	}
	if upTo > 0 {
		for step, err := range trainer.Steps(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			losses = append(losses, step.Loss)
			if step.Number == upTo {
				break
			}
		}
	}
	var a, b bytes.Buffer
	must.Do(m.Write(&a))
	must.Do(trainer.WriteCheckpoint(&b))
	return a.Bytes(), b.Bytes(), losses
}

// smallSettings are those of small.
func smallSettings(name string) runs.Settings {
	s := defaultSettings(name, runs.FileFlags{})
	s.Steps, s.Batch, s.Width, s.Blocks = 120, 32, 16, 1
	return s
}

// saved returns the files of the run that is saved, by their names.
func (c client) saved(run string) map[string][]byte {
	c.t.Helper()
	var answer saveReply
	r := c.must(&answer, `"do":"save","run":"`+run+`"`)
	content := map[string][]byte{}
	if answer.Folder != "" {
		files, err := os.ReadDir(answer.Folder)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, f := range files {
			if content[f.Name()], err = os.ReadFile(runs.Folder(answer.Folder).File(f.Name())); err != nil {
				c.t.Fatal(err)
			}
		}
		return content
	}
	all := r.Arrays[0].bytes
	z, err := zip.NewReader(bytes.NewReader(all), int64(len(all)))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range z.File {
		opened, err := f.Open()
		if err != nil {
			c.t.Fatal(err)
		}
		if content[f.Name[strings.LastIndex(f.Name, "/")+1:]], err = io.ReadAll(opened); err != nil {
			c.t.Fatal(err)
		}
	}
	return content
}

// However a run is trained in pieces, looked at, and gone back in, its weights and its checkpoint have the bytes of package train's. Its
// losses are the same too.
func TestTrainingHasTheBytesOfTheTrainer(t *testing.T) {
	for _, out := range []string{"", t.TempDir()} {
		c := newClient(t, out)
		c.must(nil, `"do":"open","data":"moons"`)
		c.must(nil, `"do":"set","run":"B","settings":`+small)
		c.must(nil, `"do":"train","run":"B","on":true`)
		for i := 0; c.Work(t.Context(), time.Millisecond); i++ {
			c.must(nil, `"do":"frame","run":"B","t":50,"size":[4,4],"layers":["density","score"],"panels":["learned","difference"]`)
			if i == 3 {
				c.must(nil, `"do":"train","run":"B","on":false`)
				c.must(nil, `"do":"train","run":"B","on":true`)
			}
		}
		var status statusReply
		c.must(&status, `"do":"status","run":"B","since":0`)
		model, checkpoint, losses := trained(t, smallSettings("moons"), 120)
		if status.State != "done" || status.Step != 120 || len(status.Rows) != 120 {
			t.Fatalf("%+v", status)
		}
		for i, row := range status.Rows {
			if float64(*row[0]) != float64(i+1) || float64(*row[1]) != losses[i] {
				t.Fatalf("row %d is %s, the loss is %v", i, toText(row), losses[i])
			}
		}
		files := c.saved("B")
		if !bytes.Equal(files[runs.ModelFile], model) || !bytes.Equal(files[runs.CheckpointFile], checkpoint) {
			t.Error("other bytes than the trainer's")
		}
		// Back to a snapshot in the middle, and on again.
		middle := status.Snapshots[len(status.Snapshots)/2]
		var back statusReply
		c.must(&back, `"do":"rewind","run":"B","snapshot":`+toText(middle))
		_, checkpoint, _ = trained(t, smallSettings("moons"), middle)
		if back.Step != middle || back.State != "paused" || back.Snapshots[len(back.Snapshots)-1] != middle ||
			!bytes.Equal(c.saved("B")[runs.CheckpointFile], checkpoint) {
			t.Errorf("back at %+v, want step %d", back, middle)
		}
		c.must(nil, `"do":"train","run":"B","on":true`)
		for c.Work(t.Context(), time.Second) {
		}
		if !bytes.Equal(c.saved("B")[runs.ModelFile], model) {
			t.Error("after going back, the training went another way")
		}
		// Run A was never touched.
		if c.must(&status, `"do":"status"`); status.State != "fresh" || status.Step != 0 || status.Run != "A" {
			t.Errorf("run A: %+v", status)
		}
	}
}

// A snapshot is the network as it was at its step: the frame of it is the frame of a run that was stopped there.
func TestSnapshotIsTheNetworkOfThatStep(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"grid"`)
	c.train(small)
	var status statusReply
	c.must(&status, `"do":"status"`)
	const ask = `"do":"frame","t":60,"size":[8,8],"layers":["score"],"panels":["learned"]`
	for _, step := range []int{0, status.Snapshots[len(status.Snapshots)/2]} {
		then := c.must(nil, ask+`,"snapshot":`+toText(step)).floats("learned.score", 24, 24, 2)
		other := newClient(t, "")
		other.must(nil, `"do":"open","data":"grid"`)
		other.must(nil, `"do":"set","settings":`+small)
		other.must(nil, `"do":"train","on":true`)
		for other.session.runs["A"].trainer.Done() < step {
			other.mu.Lock()
			other.session.runs["A"].advance(t.Context(), 0)
			other.mu.Unlock()
		}
		if diff := cmp.Diff(other.must(nil, ask).floats("learned.score", 24, 24, 2), then); diff != "" {
			t.Errorf("snapshot %d (-stopped there +snapshot):\n%.300s", step, diff)
		}
	}
}

// A training that diverges says why. It goes on from a snapshot with a lower rate, which is then part of the run.
func TestDivergedTrainingGoesOnFromASnapshot(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"moons"`)
	c.train(`{"steps":3000,"batch":16,"width":16,"blocks":1,"lr":1e9,"clip-grad":0}`)
	var status statusReply
	c.must(&status, `"do":"status"`)
	if status.State != "diverged" || !strings.Contains(status.Why, "learning rate") {
		t.Fatalf("%+v", status)
	}
	if r := c.ask(`"do":"train","on":true`); !strings.Contains(r.Error, "snapshot") {
		t.Errorf("train on: %s", r.header)
	}
	if r := c.ask(`"do":"rewind","snapshot":0,"lr":-1`); !strings.Contains(r.Error, "learning rate") {
		t.Errorf("a negative rate: %s", r.header)
	}
	c.must(&status, `"do":"rewind","snapshot":0,"lr":0.001`)
	if status.State != "fresh" || len(status.Branches) != 1 || status.Branches[0].LR != .001 {
		t.Errorf("%+v", status)
	}
	c.must(nil, `"do":"train","on":true`)
	if !c.Work(t.Context(), 50*time.Millisecond) {
		t.Error("it does not go on")
	}
	var config runs.Config
	if err := json.Unmarshal(c.saved("A")[runs.ConfigFile], &config); err != nil || config.LR != .001 {
		t.Errorf("saved with the rate %v: %v", config.LR, err)
	}
}

// The KL divergence and the excess loss arrive while a run is paused, and are those of its network.
func TestMeasuresArrive(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"lopsided"`)
	c.train(`{"steps":2000,"batch":64,"width":24,"blocks":1,"timesteps":50}`)
	var status statusReply
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		c.must(&status, `"do":"status"`)
		if status.KL != nil && status.KL.Step == 2000 && status.Excess != nil && len(status.Rows) > 0 && status.Rows[0][3] != nil {
			break
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("no measures: %+v", status)
		}
	}
	if kl := float64(status.KL.Value); !(kl > -.05 && kl < 3) || !(status.KL.SE > 0) {
		t.Errorf("KL %v ± %v", status.KL.Value, status.KL.SE)
	}
	if e := status.Excess; e.Step != 2000 || len(e.T) != runs.ProbeLevels || e.T[0] != 1 || e.T[len(e.T)-1] != 50 || !(e.Total > 0) || len(e.Value) != len(e.T) {
		t.Errorf("excess %+v", *e)
	}
	// The loss is the irreducible loss and the excess, on average over the last steps.
	loss, n := 0.0, 0
	for _, row := range status.Rows[len(status.Rows)/2:] {
		loss, n = loss+float64(*row[1]), n+1
	}
	if want := float64(*status.Rows[0][3]) + float64(status.Excess.Total); math.Abs(loss/float64(n)-want) > .03 {
		t.Errorf("the mean loss is %v, irreducible and excess are %v", loss/float64(n), want)
	}
}

// The command line of settings has those that differ from the defaults, and the defaults are those of package train.
func TestCommandSaysWhatWasSet(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"spirals"`)
	var reply setReply
	c.must(&reply, `"do":"set"`)
	if reply.Command != "ddpm run spirals" || reply.Settings.Steps != train.DefaultConfig().Steps {
		t.Errorf("%q, %+v", reply.Command, reply.Settings)
	}
	c.must(&reply, `"do":"set","settings":{"lr":0.01,"seed":7,"schedule":"cosine:scale=0.5","timesteps":100,"label":"label"}`)
	if want := "ddpm run spirals --seed 7 --timesteps 100 --schedule cosine:scale=0.5 --label label --lr 0.01"; reply.Command != want {
		t.Errorf("%q, want %q", reply.Command, want)
	}
	if len(reply.LogSNR) != 101 || !slices.IsSortedFunc(reply.LogSNR[1:], func(a, b number) int { return int(math.Copysign(1, float64(b-a))) }) {
		t.Errorf("log-SNRs %v", reply.LogSNR)
	}
	c.must(&reply, `"do":"set","settings":{"seed":1}`) // the others keep their values
	if reply.Settings.LR != .01 || reply.Settings.Seed != 1 {
		t.Errorf("%+v", reply.Settings)
	}
}

// Requests that come at once while a run is trained, from several tabs, are all answered. The race detector looks on.
func TestManyAtOnce(t *testing.T) {
	c := newClient(t, "")
	c.must(nil, `"do":"open","data":"moons"`)
	c.must(nil, `"do":"set","settings":`+small)
	c.must(nil, `"do":"train","on":true`)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			c.Work(ctx, 5*time.Millisecond)
		}
	}()
	var tabs []chan struct{}
	for tab := range 3 {
		finished := make(chan struct{})
		tabs = append(tabs, finished)
		go func() {
			defer close(finished)
			for i := range 12 {
				for _, q := range []string{
					`"do":"frame","t":80,"size":[6,6],"layers":["density","score","points"],"panels":["true","learned","difference"],"count":9`,
					`"do":"status"`, `"do":"chains","sampler":"ddim","evals":3,"count":4`, `"do":"probe","t":9,"size":[2,2]`, `"do":"save"`,
					`"do":"rewind","snapshot":0`, `"do":"train","on":true`, `"do":"export","what":"log.csv"`,
				} {
					c.must(nil, q)
				}
				if tab == 0 && i == 6 {
					c.must(nil, `"do":"open","data":"grid"`)
				}
			}
		}()
	}
	for _, finished := range tabs {
		<-finished
	}
	cancel()
	<-done
}
