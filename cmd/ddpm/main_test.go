package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/gif"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/ddpm/internal/forward"
	"ddpm/cmd/internal/findings"
	"ddpm/cmd/internal/runs"
	"ddpm/data"

	"github.com/google/go-cmp/cmp"
)

// commandVariable makes a test's own executable the command, for tests that need a process.
const commandVariable = "DDPM_TEST_COMMAND"

// smallCommand is the value of commandVariable for a command that looks at things with smallEffort.
const smallCommand = "small"

// Tests look at what commands do, not closely at models.
func TestMain(m *testing.M) {
	switch os.Getenv(commandVariable) {
	case "":
	case smallCommand:
		os.Exit(runWith(smallEffort, os.Args[1:], os.Stdout, os.Stderr))
	default:
		main()
	}
	os.Exit(m.Run())
}

// smallEffort looks at models and distributions no more closely than tests need.
var smallEffort = effort{
	evaluate: evaluate.Effort{
		Effort:    findings.Effort{LikelihoodPoints: 50, ChainPoints: 200, Levels: 3, LevelPoints: 64, BlurredRows: 1000},
		FieldSide: 8, Pixels: .2,
	},
	forward:   forward.Effort{Levels: 4, Side: 20, Pixels: .2},
	imageSide: 40,
}

// do runs a command line and returns what it printed.
func do(t *testing.T, status int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if got := runWith(smallEffort, args, &out, &err); got != status {
		t.Fatalf("ddpm %s: status %d, want %d\n%s%s", strings.Join(args, " "), got, status, out.String(), err.String())
	}
	return out.String(), err.String()
}

// tiny makes any command that trains quick.
var tiny = []string{"--steps", "40", "--batch", "32", "--width", "16", "--blocks", "1", "--timesteps", "8"}

// with returns a command with flags and whatever follows.
func with(flags []string, command string, more ...string) []string {
	return slices.Concat([]string{command}, flags, more)
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path ...string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestRunLeavesEverything(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	out, stderr := do(t, 0, with(tiny, "run", "moons", "--out", folder, "-n", "500")...)
	for _, want := range []string{"weights", "steps a second", "final loss", "floor"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in the output:\n%s", want, out)
		}
	}
	if stderr != "" {
		t.Errorf("on standard error: %s", stderr)
	}
	for _, name := range []string{"samples", "density", "loss", "forward", "reverse"} {
		if _, err := png.Decode(bytes.NewReader(read(t, folder, "figures", name+".png"))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := gif.DecodeAll(bytes.NewReader(read(t, folder, "reverse.gif"))); err != nil {
		t.Error(err)
	}
	points, err := data.ReadFile(filepath.Join(folder, "samples.csv"), nil)
	if err != nil || len(points) != 500 {
		t.Errorf("%d samples, %v", len(points), err)
	}
	if log := string(read(t, folder, "log.csv")); !strings.HasPrefix(log, "step,loss,lr,grad_norm,target_loss,seconds\n1,") || strings.Count(log, "\n") != 41 {
		t.Errorf("log.csv:\n%s", log)
	}
	var config map[string]any
	if err := json.Unmarshal(read(t, folder, "config.json"), &config); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{"data": "moons", "steps": 40.0, "seed": 1.0, "schedule": "linear", "version": runs.Version} {
		if config[key] != want {
			t.Errorf("config.json has %s %v, want %v", key, config[key], want)
		}
	}
	out, _ = do(t, 0, "compare", folder, "--json", "-n", "300")
	var result struct {
		Data    string
		Count   int
		Seed    uint64
		Metrics []struct {
			Name  string
			Value *float64
			Floor *float64
			SD    *float64 `json:"floor_sd"`
		}
	}
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatal(err)
	}
	if result.Data != "moons" || result.Count != 300 || result.Seed != 1 || len(result.Metrics) < 3 {
		t.Errorf("compare --json: %s", out)
	}
	for i, name := range []string{"sliced_w2", "w2", "energy"} {
		if m := result.Metrics[i]; m.Name != name || m.Value == nil || m.Floor == nil || m.SD == nil {
			t.Errorf("compare --json: %s", out)
		}
	}
	if string(read(t, folder, "compare.json")) != out {
		t.Error("compare.json is not what --json printed")
	}
}

// The first points do not depend on how many follow, and -, .csv and .npy hold the same.
func TestSampleStreams(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "train", "--timesteps", "2", "--width", "4", "--out", folder)...)
	few, _ := do(t, 0, "sample", folder, "-n", "50", "-o", "-")
	if strings.Count(few, "\n") != 51 {
		t.Errorf("50 points in %d lines", strings.Count(few, "\n"))
	}
	csv, npy := filepath.Join(dir, "x.csv"), filepath.Join(dir, "x.npy")
	n := "66000" // more than are drawn at a time
	do(t, 0, "sample", folder, "-n", n, "-o", csv)
	do(t, 0, "sample", folder, "-n", n, "-o", npy)
	if !bytes.HasPrefix(read(t, csv), []byte(few)) {
		t.Error("the first 50 points differ from 50 points")
	}
	a, errA := data.ReadFile(csv, nil)
	b, errB := data.ReadFile(npy, nil)
	if errA != nil || errB != nil || len(a) != 66000 || !cmp.Equal(a, b) {
		t.Errorf("%d points in .csv and %d in .npy: %v, %v", len(a), len(b), errA, errB)
	}
	// Those that are drawn at a time have noise of their own: no point comes again.
	seen := make(map[data.Point]int)
	for i, p := range a {
		if before, ok := seen[p]; ok {
			t.Fatalf("point %d is point %d again", i, before)
		}
		seen[p] = i
	}
	trajectory, animation := filepath.Join(dir, "t.npy"), filepath.Join(dir, "t.gif")
	do(t, 0, "sample", folder, "-n", "50", "-o", csv, "--trajectory", trajectory, "--gif", animation)
	if string(read(t, csv)) != few {
		t.Error("the points depend on whether their trajectory is wanted")
	}
	path := read(t, trajectory)
	if !bytes.Contains(path[:128], []byte("(3, 50, 2)")) || len(path) != 128+8*3*50*2 {
		t.Errorf("trajectory of %d bytes: %q", len(path), path[:128])
	}
	last, err := data.ReadFile(csv, nil)
	if err != nil {
		t.Fatal(err)
	}
	end := path[128+8*2*50*2:]
	for i, x := range last {
		var bits uint64
		for b := 7; b >= 0; b-- {
			bits = bits<<8 | uint64(end[16*i+b])
		}
		if math.Float64frombits(bits) != x[0] {
			t.Fatalf("the trajectory of point %d ends elsewhere than at the point", i)
		}
	}
	if movie, err := gif.DecodeAll(bytes.NewReader(read(t, animation))); err != nil || len(movie.Image) != 3 {
		t.Errorf("animation: %v", err)
	}
}

func TestFilesOfPoints(t *testing.T) {
	dir := t.TempDir()
	points, folder, out := filepath.Join(dir, "points.csv"), filepath.Join(dir, "run"), filepath.Join(dir, "out.csv")
	do(t, 0, "data", "draw", "moons", "-n", "400", "-o", points)
	do(t, 0, with(tiny, "train", points, "--out", folder)...)
	do(t, 0, "sample", folder, "-n", "300", "-o", out)
	text, _ := do(t, 0, "compare", out, points)
	if !strings.Contains(text, "200") {
		t.Errorf("against 400 rows n is 200:\n%s", text)
	}
	do(t, 0, "compare", points, "moons")
	do(t, 0, "compare", "moons", "circles", "-n", "100")
	do(t, 0, "compare", folder)
	do(t, 0, "data", "show", points)
	write(t, points, "x,y\n1,2\n3,4\n5,6\n")
	if _, stderr := do(t, 2, "compare", folder); !strings.Contains(stderr, "changed") {
		t.Errorf("changed data: %s", stderr)
	}
}

// Labels go from a built-in through a file into a model, which knows their names; and so do all other choices of a training.
func TestLabelsReachTheModel(t *testing.T) {
	dir := t.TempDir()
	points, folder := filepath.Join(dir, "points.csv"), filepath.Join(dir, "run")
	do(t, 0, "data", "draw", "moons", "--labels", "-n", "200", "-o", points)
	for _, from := range []string{points, "moons"} {
		do(t, 0, with(tiny, "train", from, "--label", "label", "--out", folder, "--overwrite", "--label-dropout", "0.2",
			"--schedule", "sigmoid:temperature=0.9:start=-2", "--predict", "x0", "--loss-weight", "min-snr:4")...)
		m, err := runs.Folder(folder).ReadModel()
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(m.Labels, []string{"0", "1"}) || m.Network.Config().Classes != 2 || m.Network.Config().Predict != "x0" ||
			m.Schedule.Name() != "sigmoid:start=-2:temperature=0.9" {
			t.Errorf("from %s: labels %q, %+v, %s", from, m.Labels, m.Network.Config(), m.Schedule.Name())
		}
		do(t, 0, "sample", folder, "-n", "50")
		do(t, 0, "train", "--resume", folder, "--label", "label", "--loss-weight", "min-snr:4")
		for _, flags := range [][]string{{"--label", "x"}, {"--label-dropout", "0.3"}, {"--predict", "v"}, {"--loss-weight", "eps"}} {
			if _, stderr := do(t, 2, with(flags, "train", "--resume", folder)...); !strings.Contains(stderr, "contradicts") {
				t.Errorf("%v: %s", flags, stderr)
			}
		}
	}
}

// A run from before there was a choice of prediction, loss weight and classes goes on as it began.
func TestOldRunsGoOn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	do(t, 0, with(tiny, "train", "square", "--out", folder)...)
	config := filepath.Join(folder, "config.json")
	var old map[string]any
	if err := json.Unmarshal(read(t, config), &old); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"predict", "loss-weight"} {
		if _, ok := old[key]; !ok {
			t.Errorf("config.json has no %s", key)
		}
		delete(old, key)
	}
	text, err := json.Marshal(old)
	if err != nil {
		t.Fatal(err)
	}
	write(t, config, string(text))
	do(t, 0, "train", "--resume", folder, "--predict", "v", "--loss-weight", "eps")
	do(t, 2, "train", "--resume", folder, "--predict", "eps")
}

func TestDataCommands(t *testing.T) {
	list, _ := do(t, 0, "data", "list")
	for _, name := range data.BuiltinNames() {
		if !strings.Contains(list, name) {
			t.Errorf("data list does not list %s", name)
		}
		do(t, 0, "data", "show", name)
	}
	csv, _ := do(t, 0, "data", "draw", "grid", "-n", "7")
	if again, _ := do(t, 0, "data", "draw", "grid", "-n", "7", "--threads", "1"); again != csv {
		t.Error("one seed draws two things")
	}
	if other, _ := do(t, 0, "data", "draw", "grid", "-n", "7", "--seed", "2"); other == csv {
		t.Error("two seeds draw one thing")
	}
	out, _ := do(t, 0, "data", "list", "--json")
	if !json.Valid([]byte(out)) {
		t.Error("data list --json is not JSON")
	}
}

// Whatever is wrong with what the user gives, the answer is one line that says so, and status 2.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string { return write(t, filepath.Join(dir, name), text) }
	good := file("good.csv", "x,y\n1,2\n2,3\n3,5\n4,1\n")
	folder := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "train", "--out", folder)...)
	mkdir(t, filepath.Join(dir, "figures"))
	file("figures/samples.png", "mine")
	file("figures/heat.png", "mine")
	truncated := filepath.Join(dir, "truncated")
	if err := os.Mkdir(truncated, 0o777); err != nil {
		t.Fatal(err)
	}
	model := read(t, folder, "model.safetensors")
	write(t, filepath.Join(truncated, "model.safetensors"), string(model[:len(model)/2]))
	write(t, filepath.Join(truncated, "config.json"), string(read(t, folder, "config.json")))

	var ids strings.Builder
	for i := range 300 {
		fmt.Fprintf(&ids, "1,2,%d\n", i)
	}
	for _, c := range []struct{ want, args string }{
		{"unknown distribution \"swisrol\"", "train swisrol"},
		{"missing.csv: no such file", "train missing.csv"},
		{"header.csv", "train " + file("header.csv", "x,y\n")},
		{"empty.csv", "train " + file("empty.csv", "")},
		{"letters.csv", "train " + file("letters.csv", "1,2\n3,four\n")},
		{"one.csv", "train " + file("one.csv", "1\n2\n3\n")},
		{"nan.csv", "train " + file("nan.csv", "1,2\nNaN,3\n")},
		{"single.csv", "train " + file("single.csv", "1,2\n")},
		{"odd.txt", "train " + file("odd.txt", "1,2\n")},
		{"bad.npy", "train " + file("bad.npy", "not an array")},
		{"columns", "train moons --columns 1,2"},
		{"good.csv", "train " + good + " --columns x,z"},
		{"holding out", "train moons --holdout 0.2"},
		{"holdout", "train " + good + " --holdout 1.5"},
		{"fixed number", "train " + good + " --points 3"},
		{"a training set of -3 points: want 1 to", "train moons --points=-3"},
		{"steps -1", "train --steps=-1"},
		{"steps -1", "train --steps=-1"},
		{"batch 0", "train --batch 0"},
		{"batch -4", "train --batch=-4"},
		{"timesteps 1", "train --timesteps 1"},
		{"timesteps 20000", "train --timesteps 20000"},
		{"schedule \"line\"", "train --schedule line"},
		{"linear has no \"end\"", "train --schedule linear:end=2"},
		{"predict \"score\": want one of eps, v, x0", "train --predict score"},
		{"min 3 and max 2: want the min below the max", "train --schedule loglinear:min=3:max=2"},
		{"times \"normal\": want one of uniform, logit-normal", "train --times normal"},
		{"spread \"0\": want a positive number", "train --times logit-normal:spread=0"},
		{"loss weight \"snr\"", "train --loss-weight snr"},
		{"min-snr:5", "train --loss-weight min-snr:"},
		{"the same label", "train swissroll --label label"},
		{"is called \"label\"", "train moons --label kind"},
		{"no column \"kind\"", "train " + good + " --label kind"},
		{"two columns", "train " + good + " --label y"},
		{"more than 256", "train " + file("ids.csv", ids.String()) + " --label 3"},
		{"want --label", "train moons --label-dropout 0.2"},
		{"label dropout 1", "train moons --label label --label-dropout 1"},
		{"--labels is for CSV", "data draw moons --labels -o x.npy"},
		{"width 0", "train --width 0"},
		{"blocks -1", "train --blocks=-1"},
		{"learning rate -1", "train --lr=-1"},
		{"learning rate NaN", "train --lr NaN"},
		{"EMA decay 1", "train --ema 1"},
		{"gradient clipping -1", "train --clip-grad=-1"},
		{"--steps", "train --steps many"},
		{"unknown flag", "train --speed 9"},
		{"holds a run", "train --out " + folder},
		{"holds no run", "train --resume " + dir},
		{"--threads 0", "train --threads 0"},
		{"--threads -2", "train --threads=-2"},
		{"--threads 100000: want 1 to 1024", "data list --threads 100000"},
		{"--count 0", "sample " + folder + " -n 0"},
		{"--count -5", "sample " + folder + " --count=-5"},
		{"--evals 0", "sample " + folder + " --evals 0"},
		{"--evals 1000001: want at least 1, and at most 1000000", "sample " + folder + " --sampler dpmpp --evals 1000001"},
		{`--grid "karras:1e+16": `, "sample " + folder + " --grid karras:1e16"},
		{"evals 9", "sample " + folder + " --evals 9"},
		{"want one of ddpm, ddim, heun, dpmpp", "sample " + folder + " --sampler euler"},
		{"only ddim and dpmpp", "sample " + folder + " --eta 0"},
		{"only ddpm", "sample " + folder + " --sampler heun --variance beta"},
		{"eta 2: want 0 to 1", "sample " + folder + " --sampler ddim --eta 2"},
		{"some of ddpm, ddim", "compare " + folder + " --samplers ddpm,euler"},
		{"only with --samplers", "compare " + folder + " --evals 2,4"},
		{"--evals 0", "compare " + folder + " --samplers ddim --evals 2,0"},
		{"is for drawing from a run", "compare " + good + " moons --samplers ddim"},
		{"variance \"gamma\"", "sample " + folder + " --variance gamma"},
		{"clip-x0 -1", "sample " + folder + " --clip-x0=-1"},
		{"unknown kind of file", "sample " + folder + " -o points.xls"},
		{"want a .npy file", "sample " + folder + " --trajectory path.csv"},
		{"want a .gif file", "sample " + folder + " --gif path.png"},
		{"--out points.xls: unknown kind", "sample " + folder + " -o points.xls"},
		{"log.csv: it is a file of the run", "sample " + folder + " -o " + filepath.Join(folder, "log.csv")},
		{"log.csv: it is a file of the run", "data draw moons -o " + filepath.Join(folder, "log.csv")},
		{"both print", "sample " + folder + " -o - --json"},
		{"holds no trained model", "sample " + dir},
		{"truncated", "sample " + truncated},
		{"truncated", "compare " + truncated},
		{"is not the folder of a run", "compare " + good},
		{"neither DATA", "compare " + folder + " moons"},
		{"no such file", "compare missing.csv moons"},
		{"neither DATA nor flags of files", "compare " + folder + " --ink dark"},
		{"--columns is for a file of points, and there is none", "compare moons grid --columns 1,2"},
		{"--ink is for a picture, and there is none", "compare moons " + good + " --ink dark"},
		{"--data-columns is for a file of points in place of DATA", "compare " + good + " moons --data-columns 1,2"},
		{"--ink is for a picture of yours as a density", "forward picture.png --ink dark"},
		{"--ink is for a picture of yours as a density", "forward --as density --ink dark"},
		{"--header is for files of points, not for pictures", "forward picture.png --header yes"},
		{"too few points", "compare moons " + file("few.csv", "1,2\n3,4\n5,6\n")},
		{"unknown distribution", "compare " + good + " mons"},
		{"is for drawing from a run", "compare " + good + " moons --evals 5"},
		{"--class is for drawing from a run", "compare " + good + " moons --class 1"},
		{"--guidance is for drawing from a run", "compare " + good + " moons --guidance 2"},
		{"--clip-x0: with --samplers", "compare " + folder + " --samplers ddim --clip-x0 2"},
		{"--eta: with --samplers", "compare " + folder + " --samplers ddim --sampler ddim --eta 0.5"},
		{"--variance: with --samplers", "compare " + folder + " --samplers ddpm --variance beta-tilde"},
		{"is in the way", "train moons --out " + dir},
		{"is in the way", "forward moons --timesteps 4 --overwrite --out " + dir},
		{"is in the way", "compare moons grid -n 50 --out " + dir},
		{"--count 0", "compare moons circles -n 0"},
		{"--count 99999999999999999: a comparison needs", "compare " + folder + " -n 99999999999999999"},
		{"--count 99999999999999999: want 1 to", "compare moons circles -n 99999999999999999"},
		{"--count 99999999999999999: want 1 to", "sample " + folder + " -n 99999999999999999"},
		{"--count 1: a comparison needs at least 2", "compare " + folder + " --samplers ddim -n 1"},
		{"--count 99999999: want 1 to", "sample " + folder + " -n 99999999 --trajectory t.npy"},
		{"--count 99999999999999999: a comparison needs", "run moons -n 99999999999999999"},
		{"--count 99999999999999999: want 1 to", "ablate moons --vary seed=1,2 -n 99999999999999999"},
		{"--count 99999999999999999: want 1 to", "data draw moons -n 99999999999999999"},
		{"want 1 to", "train moons --points 99999999999999999"},
		{"batch 99999999: want 1 to", "train moons --batch 99999999"},
		{"width 99999", "train moons --width 99999"},
		{"weights: want at most", "train moons --width 16000 --blocks 1"},
		{"at most 18 digits", "train --steps 99999999999999999999"},
		{"--seed", "train --seed -1"},
		{"whole number from 0 to", "train --seed=-1"},
		{"--resume: a value is missing", "train --resume="},
		{"--label: a value is missing", "train moons --label="},
		{"--schedule: a value is missing", "forward moons --schedule="},
		{"--class: a value is missing", "sample " + folder + " --class="},
		{"--evals: a value is missing", "compare " + folder + " --evals="},
		{"--samplers: a value is missing", "compare " + folder + " --samplers ddim,,heun"},
		{"--vary: a value is missing", "ablate moons --vary="},
		{"-o=x: want -o x or --out=x", "train moons -o=x"},
		{"--samplers names ddim twice", "compare " + folder + " --samplers ddim,heun,ddim"},
		{"--evals names 3 twice", "compare " + folder + " --samplers ddim --evals 3,3"},
		{"a size that float64 has", "train --lr 1e400"},
		{"not a picture", "train " + file("picture.png", "not one")},
		{"is for a file of points", "train " + file("columns.gif", "GIF89a") + " --columns 1,2"},
		{"no such file", "forward missing.png"},
		{"want 0 to 65535", "play --no-open --port 70000"},
		{"unknown distribution", "play --no-open nothing"},
		{"is a file, and a run that is saved needs a folder", "play --no-open -o " + good},
		{"has its seeds on the page", "play --no-open --seed 2"},
		{"built in", "play --no-open moons --columns 1,2"},
		{"want density or image", "forward moons --as distribution"},
		{"twice", "forward moons --schedule linear,linear"},
		{"is a file, and an ablation needs a folder", "ablate moons --vary seed=1 -o " + good},
		{"holds a run: want another --out", "ablate moons --vary seed=1 -o " + folder},
		{"no such flag", "ablate moons --vary colour=red,blue"},
		{"is a directory", "train " + mkdir(t, filepath.Join(dir, "folder.csv"))},
		{"no such file", "compare " + good + " missing.npy"},
		{"unknown distribution", "data show nothing"},
		{"built-in", "data draw " + good},
		{"--ink is for a picture", "data draw moons --ink dark"},
		{"can be read once", "play - --no-open"},
		{"--count 0", "data draw moons -n 0"},
		{"unknown kind of file", "data draw moons -o x.txt"},
		{"unknown command \"paint\": want one of run, train", "paint"},
		{"unexpected argument circles", "train moons circles"},
		{"--steps \"1.5\": want a whole number", "train --steps 1.5"},
		{"--steps -5: a value that begins with - is written --steps=-5", "train --steps -5"},
		{"--resume: want a value behind it", "train --resume"},
		{"want --vary=NAME=A,B,…, which is missing", "ablate moons"},
		{"is a file, and a run needs a folder", "train moons --out " + good},
		{"is no folder", "sample " + good},
		{"is no folder: want that of a run", "train --resume " + good},
		{"not a directory: want another --out", "train moons --out " + good + "/run"},
		{"file name too long: want another --out", "forward moons --out " + strings.Repeat("x", 300)},
		{"no such folder", "sample " + filepath.Join(dir, "nowhere")},
		{"want <run>, which is missing", "sample"},
	} {
		t.Run(c.args, func(t *testing.T) {
			out, stderr := do(t, 2, strings.Fields(c.args)...)
			if out != "" || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "ddpm: ") || !strings.Contains(stderr, c.want) {
				t.Errorf("printed %q and %q, want one line with %q", out, stderr, c.want)
			}
		})
	}
}

// mkdir makes a folder and returns its path.
func mkdir(t *testing.T, path string) string {
	t.Helper()
	if err := os.Mkdir(path, 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOverwriteLeavesNothingOld(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	do(t, 0, with(tiny, "run", "--out", folder, "-n", "100")...)
	mine := write(t, filepath.Join(folder, "notes.txt"), "mine")
	do(t, 0, with(tiny, "train", "--out", folder, "--overwrite")...)
	for _, name := range []string{"samples.csv", "compare.json", "reverse.gif", "figures"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err == nil {
			t.Errorf("%s of the old run is still there", name)
		}
	}
	if string(read(t, mine)) != "mine" {
		t.Error("a file that is not the run's was touched")
	}
}

func TestRunsGetTheirOwnFolders(t *testing.T) {
	t.Chdir(t.TempDir())
	for range 3 {
		do(t, 0, with(tiny, "train", "grid")...)
	}
	for _, name := range []string{"grid", "grid-2", "grid-3"} {
		read(t, "runs", name, "model.safetensors")
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{{}, {"--help"}, {"run", "--help"}, {"train", "--help"}, {"sample", "--help"}, {"compare", "--help"}, {"data", "--help"}} {
		if out, stderr := do(t, 0, args...); !strings.Contains(out, "Usage") || stderr != "" {
			t.Errorf("%v printed %q and %q", args, out, stderr)
		}
	}
	if out, _ := do(t, 0, "--version"); out != "ddpm "+runs.Version+"\n" {
		t.Errorf("version %q", out)
	}
}

func TestQuietIsQuiet(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	for _, args := range [][]string{
		with(tiny, "run", "--out", folder, "-n", "100", "--quiet"), {"sample", folder, "-q", "-n", "10"}, {"compare", folder, "-q", "-n", "10"},
	} {
		if out, stderr := do(t, 0, args...); out != "" || stderr != "" {
			t.Errorf("%v printed %q and %q", args, out, stderr)
		}
	}
}
