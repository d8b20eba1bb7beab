package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ddpm/cmd/internal/play"
	"ddpm/cmd/internal/runs"
	"ddpm/data/must"
)

// playground is an engine that a test asks as a page does.
type playground struct {
	t *testing.T
	*play.Engine
}

func newPlayground(t *testing.T, out string) playground {
	t.Helper()
	engine := must.Get(play.New(play.Options{Out: out}))
	t.Cleanup(func() { engine.Close() })
	return playground{t, engine}
}

// ask sends a request, given as the fields of its header without v, and returns the header of the reply.
func (p playground) ask(fields, payload string) (header map[string]any) {
	p.t.Helper()
	text := `{"v":1,` + fields + `}`
	request := append(binary.LittleEndian.AppendUint32(nil, uint32(len(text))), text+payload...)
	reply := p.Answer(p.t.Context(), request)
	if err := json.Unmarshal(reply[4:4+binary.LittleEndian.Uint32(reply)], &header); err != nil {
		p.t.Fatal(err)
	}
	if header["error"] != nil {
		p.t.Fatalf("%s: %v", fields, header["error"])
	}
	return header
}

// train trains run A to its end, or to a snapshot in the middle, and returns the folder that it is saved into.
func (p playground) train(settings string, toTheEnd bool) (folder string) {
	p.t.Helper()
	p.ask(`"do":"set","settings":`+settings, "")
	p.ask(`"do":"train","on":true`, "")
	for p.Work(p.t.Context(), 50*time.Millisecond) {
	}
	if !toTheEnd {
		snapshots := p.ask(`"do":"status"`, "")["snapshots"].([]any)
		middle, err := json.Marshal(snapshots[len(snapshots)/2])
		if err != nil {
			p.t.Fatal(err)
		}
		p.ask(`"do":"rewind","snapshot":`+string(middle), "")
	}
	return p.ask(`"do":"save"`, "")["folder"].(string)
}

// What the playground saves has the bytes of ddpm train: the settings that it begins with are the same, and so is all that is measured.
// Only the seconds of log.csv are others.
func TestPlaygroundSavesWhatTrainDoes(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct{ name, settings, flags string }{
		{"moons", `{"steps":300,"batch":32,"width":16,"blocks":1,"timesteps":20}`, "--steps 300 --batch 32 --width 16 --blocks 1 --timesteps 20"},
		{"lopsided", `{"steps":200,"batch":16,"width":8,"blocks":1,"timesteps":9,"label":"label","target":"noise","ema":0.9,"seed":3}`,
			"--steps 200 --batch 16 --width 8 --blocks 1 --timesteps 9 --label label --target noise --ema 0.9 --seed 3"},
	} {
		p := newPlayground(t, dir)
		p.ask(`"do":"open","data":"`+test.name+`"`, "")
		folder := p.train(test.settings, true)
		if want := filepath.Join(dir, test.name); folder != want {
			t.Errorf("saved into %s, want %s", folder, want)
		}
		command := p.ask(`"do":"set"`, "")["command"].(string)
		for _, flag := range strings.Split(test.flags, "--")[1:] {
			if !strings.Contains(command+" ", "--"+strings.TrimSpace(flag)+" ") {
				t.Errorf("the command line %q has no --%s", command, flag)
			}
		}
		trained := filepath.Join(dir, "trained-"+test.name)
		do(t, 0, with(strings.Fields(test.flags), "train", test.name, "--out", trained)...)
		for _, name := range []string{runs.ConfigFile, runs.ModelFile, runs.CheckpointFile, runs.ExcessFile} {
			if !bytes.Equal(read(t, folder, name), read(t, trained, name)) {
				t.Errorf("%s: %s is not that of ddpm train:\n%.400s\n%.400s", test.name, name, read(t, folder, name), read(t, trained, name))
			}
		}
		header := runs.LogHeader(map[string]string{"moons": "mean", "lopsided": "noise"}[test.name])
		got := must.Get(runs.Folder(folder).ReadTable(runs.LogFile, header))
		want, err := runs.Folder(trained).ReadTable(runs.LogFile, header)
		if err != nil || len(got) != len(want) || len(want) == 0 {
			t.Fatalf("%d rows in log.csv, want %d: %v", len(got), len(want), err)
		}
		for i := range want {
			for k := range want[i] {
				if header[k] != "seconds" && got[i][k] != want[i][k] {
					t.Errorf("log.csv: row %d has the %s %v, want %v", i, header[k], got[i][k], want[i][k])
				}
			}
		}
	}
}

// A run that was saved in the middle goes on with the command line, ends with the bytes of one that never stopped, and can be sampled and
// compared. That holds for drawings and files too, whose run folders hold the data and can be moved.
func TestSavedRunsGoOn(t *testing.T) {
	const settings = `{"steps":200,"batch":32,"width":16,"blocks":1,"timesteps":20}`
	for _, test := range []struct{ open, payload, data string }{
		{`"do":"open","data":"moons"`, "", ""},
		{`"do":"open","drawing":{"strokes":[{"width":0.1,"points":[[0,0],[2,1]]},{"width":0.3,"points":[[1,-1]]}]}`, "", "drawing.json"},
		{`"do":"open","file":"../my points.csv"`, "x,y\n" + strings.Repeat("1,2\n3,4\n2,2\n0,1\n5,5\n4,1\n2,7\n1,1\n", 8), "my_points.csv"},
		{`"do":"open","file":"config.json.csv"`, strings.Repeat("1,2\n3,4\n2,2\n0,1\n5,5\n4,1\n", 10), "config.json.csv"},
	} {
		dir := t.TempDir()
		p := newPlayground(t, dir)
		p.ask(test.open, test.payload)
		whole := p.train(settings, true)
		half := p.train(settings, false)
		if test.data != "" {
			read(t, half, test.data)
		}
		moved := filepath.Join(dir, "moved")
		must.Do(os.Rename(half, moved))
		p.ask(`"do":"open","data":"grid"`, "") // the engine's own copy of the data goes
		do(t, 0, "train", "--resume", moved)
		for _, name := range []string{runs.ModelFile, runs.CheckpointFile} {
			if !bytes.Equal(read(t, moved, name), read(t, whole, name)) {
				t.Errorf("%s: %s of a run that went on is not that of one that never stopped", test.open, name)
			}
		}
		do(t, 0, "sample", moved, "-n", "10")
		do(t, 0, "compare", moved, "-n", "200")
	}
}

// Points that the playground exports are those of ddpm sample, and what it says in compare is what ddpm compare says.
func TestPlaygroundSaysWhatTheCommandsSay(t *testing.T) {
	dir := t.TempDir()
	engine := must.Get(play.New(play.Options{Out: dir, Effort: smallEffort.evaluate.Effort}))
	t.Cleanup(func() { engine.Close() })
	p := playground{t, engine}
	p.ask(`"do":"open","data":"pinwheel"`, "")
	folder := p.train(`{"steps":150,"batch":32,"width":16,"blocks":1,"timesteps":20}`, true)
	var printed any
	out, _ := do(t, 0, "compare", folder, "--json", "-n", "300")
	must.Do(json.Unmarshal([]byte(out), &printed))
	if diff := cmp.Diff(printed, p.ask(`"do":"compare","count":300`, "")["compare"]); diff != "" {
		t.Errorf("compare (-command +playground):\n%s", diff)
	}
	points, _ := do(t, 0, "sample", folder, "-n", "25", "-o", "-")
	text := `{"v":1,"do":"export","what":"points.csv","count":25}`
	reply := engine.Answer(t.Context(), append(binary.LittleEndian.AppendUint32(nil, uint32(len(text))), text...))
	if got := string(reply[4+binary.LittleEndian.Uint32(reply):]); got != points {
		t.Errorf("the points are\n%s\nand those of ddpm sample\n%s", got, points)
	}
}
