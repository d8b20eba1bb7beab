package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"io"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ddpm/cmd/ddpm/internal/evaluate"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/sample/audit"
	"ddpm/sample/likelihood"

	"github.com/google/go-cmp/cmp"
)

func findingsOf(t *testing.T, args ...string) (found evaluate.Findings) {
	t.Helper()
	out, _ := do(t, 0, append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

// readRows returns the rows of a CSV of numbers.
func readRows(t *testing.T, folder, name string) (rows [][]float64) {
	t.Helper()
	for i, line := range strings.Split(strings.TrimSpace(string(read(t, folder, name))), "\n") {
		if i == 0 {
			continue
		}
		var row []float64
		for _, field := range strings.Split(line, ",") {
			var v float64
			if _, err := fmt.Sscan(field, &v); err != nil {
				t.Fatalf("%s: %s", name, line)
			}
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	return rows
}

// Sampling and judging have a seed of their own: any is taken, and it decides the points, whatever the run was trained with.
func TestSeedsOfSamplingAreTheirOwn(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "train", "grid", "--seed", "3", "--points", "40", "--out", folder)...)
	draw := func(seed string, more ...string) string {
		out, _ := do(t, 0, append([]string{"sample", folder, "-n", "20", "-o", "-", "--seed", seed}, more...)...)
		return out
	}
	seven := draw("7")
	if again := draw("7"); seven == draw("8") || seven != again || draw("7", "--variance", "optimal") == draw("8", "--variance", "optimal") {
		t.Error("the seed of sampling does not decide the points")
	}
	a, b := findingsOf(t, "compare", folder, "-n", "50", "--seed", "7"), findingsOf(t, "compare", folder, "-n", "50", "--seed", "8")
	if a.Seed != 7 || a.Sampling.Seed != 7 || b.Seed != 8 || a.Metrics[0].Value == b.Metrics[0].Value || a.KL.Value == b.KL.Value {
		t.Errorf("seeds 7 and 8 find %+v and %+v", a.Result, b.Result)
	}
	// The data is that of the run: its fixed points come from the seed of the training.
	config, dataset, err := runs.Folder(folder).Open()
	if err != nil || config.Seed != 3 || len(dataset.Fixed) != 40 {
		t.Errorf("%d points, seed %d, %v", len(dataset.Fixed), config.Seed, err)
	}
}

// How points were drawn stands in compare.json, in the report and, for a run, in config.json, with every default in its place.
func TestFindingsSayHowPointsWereDrawn(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "run", "moons", "--label", "label", "--class", "1", "--guidance", "1.5", "--sampler", "dpmpp", "--clip-x0", "2.5",
		"--seed", "9", "-n", "70", "--out", folder)...)
	eta, evals := 0.7, 20
	want := runs.Drawn{
		Drawing: runs.Drawing{
			Sampling:    runs.Sampling{Count: 70, Sampler: "dpmpp", Eta: &eta, Class: "1", Guidance: 1.5, ClipX0: 2.5},
			Evaluations: runs.Evaluations{Evals: &evals},
		},
		Seed: 9,
	}
	var config runs.Config
	if err := runs.Folder(folder).ReadConfig(&config); err != nil {
		t.Fatal(err)
	}
	var found evaluate.Findings
	if err := json.Unmarshal(read(t, folder, "compare.json"), &found); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]*runs.Drawn{"config.json": config.Sampling, "compare.json": found.Sampling} {
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	page := string(pageOf(t, folder))
	for _, row := range [][2]string{
		{"sampler", "dpmpp"}, {"evals", "20"}, {"class", "1"}, {"guidance", "1.5"}, {"eta", "0.7"}, {"seed of the points", "9"},
		{"clip-x0", "2.5"}, {"count", "70"},
	} {
		if !strings.Contains(strings.Join(strings.Fields(page), ""), strings.Join(strings.Fields("<th scope=\"row\">"+row[0]+"</th><td>"+row[1]+"</td>"), "")) {
			t.Errorf("the report does not say %s %s", row[0], row[1])
		}
	}
	// Another comparison is of other points, and says so; the run's own configuration stays.
	other := findingsOf(t, "compare", folder, "-n", "60", "--variance", "beta-tilde", "--evals", "4", "--seed", "2")
	if s := other.Sampling; s.Sampler != "ddpm" || s.Variance != "beta-tilde" || *s.Evals != 4 || s.Class != "" || s.Seed != 2 || s.Eta != nil {
		t.Errorf("drawn by %+v", s)
	}
	again := config
	if err := runs.Folder(folder).ReadConfig(&again); err != nil || !cmp.Equal(again.Sampling, &want) {
		t.Errorf("config.json has %+v after a comparison: %v", again.Sampling, err)
	}
	// A resumed run may draw in another way, and its configuration then says that.
	do(t, 0, "run", "--resume", folder, "-n", "50", "--class", "0")
	if err := runs.Folder(folder).ReadConfig(&again); err != nil || again.Sampling.Class != "0" || again.Sampling.Sampler != "ddpm" || again.Sampling.Seed != 9 {
		t.Errorf("config.json has %+v after it was resumed: %v", again.Sampling, err)
	}
}

// The flags of sampling are given again as they were, so that what the hint says draws what was asked for.
func TestGivenFlagsAreGivenAgain(t *testing.T) {
	a := app{explicit: []explicit{
		{"steps", "Training", "--steps=5"}, {"class", samplingGroup, `--class='two words'`}, {"evals", samplingGroup, "--evals=7"}, {"out", "", "--out=x"},
	}}
	if got := a.given(samplingGroup); got != ` --class='two words' --evals=7` {
		t.Errorf("%q", got)
	}
}

// pageOf returns the report of a folder as a browser reads it, without its times.
func pageOf(t *testing.T, folder string) []byte {
	return costs.ReplaceAll([]byte(html.UnescapeString(string(read(t, folder, "report.html")))), nil)
}

// costs is the section of a report with times and the machine.
var costs = regexp.MustCompile(`(?s)<section id="` + evaluate.CostID + `">.*?</section>`)

// lastFrame returns the last frame of the film at the head of a report.
func lastFrame(t *testing.T, page []byte) image.Image {
	t.Helper()
	found := regexp.MustCompile(`--columns: (\d+); --last: (\d+);[^>]*>\s*<div class="panels">\s*<div class="tile" style="aspect-ratio: (\d+) / (\d+)[^>]*><img src="data:image/png;base64,([^"]*)"`).
		FindSubmatch(page)
	if found == nil {
		t.Fatal("the report has no film")
	}
	content, err := base64.StdEncoding.DecodeString(string(found[5]))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	var n [4]int
	for i := range n {
		n[i], _ = strconv.Atoi(string(found[i+1]))
	}
	columns, last, w, h := n[0], n[1], n[2], n[3]
	corner := image.Pt(last%columns*w, last/columns*h)
	return sheet.(*image.Paletted).SubImage(image.Rectangle{corner, corner.Add(image.Pt(w, h))})
}

// sameFilm reports whether the last frame of an animation is that of the film of a page.
func sameFilm(t *testing.T, animation, page []byte) bool {
	t.Helper()
	movie, err := gif.DecodeAll(bytes.NewReader(animation))
	if err != nil {
		t.Fatal(err)
	}
	want, got := movie.Image[len(movie.Image)-1], lastFrame(t, page)
	if want.Rect.Size() != got.Bounds().Size() {
		return false
	}
	corner := got.Bounds().Min
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			a, b := color.GrayModel.Convert(want.At(x, y)).(color.Gray), color.GrayModel.Convert(got.At(corner.X+x, corner.Y+y)).(color.Gray)
			if d := int(a.Y) - int(b.Y); d < -16 || d > 16 { // the film has one palette for all frames
				return false
			}
		}
	}
	return true
}

// embedded returns a picture as a page has it.
func embedded(image []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(image)) }

// A report shows what belongs to it: the way back of its own points, and no section of what was not measured or trained.
func TestReportShowsWhatBelongsToIt(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "run")
	do(t, 0, with(tiny, "run", "eightgaussians", "-n", "80", "--out", folder)...)
	animation, strip := read(t, folder, "reverse.gif"), read(t, folder, "figures", "reverse.png")
	do(t, 0, "compare", folder, "-n", "80", "--samplers", "heun", "--evals", "3")
	if !bytes.Equal(read(t, folder, "reverse.gif"), animation) {
		t.Error("the same points come another way")
	}
	if page := read(t, folder, "report.html"); !bytes.Contains(page, []byte("What fewer evaluations cost")) {
		t.Error("the report says nothing of samplers")
	}
	do(t, 0, "compare", folder, "-n", "80", "--sampler", "heun")
	if bytes.Equal(read(t, folder, "reverse.gif"), animation) || bytes.Equal(read(t, folder, "figures", "reverse.png"), strip) {
		t.Error("the report about heun shows the way of the run's own sampler")
	}
	page := pageOf(t, folder)
	if bytes.Contains(page, []byte("What fewer evaluations cost")) {
		t.Error("the report shows samplers that were not measured with it")
	}
	if !sameFilm(t, read(t, folder, "reverse.gif"), page) || sameFilm(t, animation, page) {
		t.Error("the film of the report is not that of reverse.gif")
	}
	for _, file := range []string{"figures/reverse.png", "figures/samples.png", "figures/density.png"} {
		if !bytes.Contains(page, embedded(read(t, folder, file))) {
			t.Errorf("the report does not have %s", file)
		}
	}

	// After train alone, compare makes the same page as run does.
	trained := filepath.Join(dir, "trained")
	do(t, 0, with(tiny, "train", "eightgaussians", "--out", trained)...)
	do(t, 0, "compare", trained, "-n", "80")
	page = pageOf(t, trained)
	for _, file := range []string{"figures/loss.png", "figures/forward.png"} {
		if !bytes.Contains(page, embedded(read(t, trained, file))) {
			t.Errorf("after train and compare the report does not have %s", file)
		}
	}
	if !bytes.Equal(read(t, trained, "reverse.gif"), animation) {
		t.Error("train and compare draw other points than run")
	}
	// And elsewhere, with all that it needs.
	do(t, 0, "compare", trained, "-n", "80", "--out", filepath.Join(dir, "elsewhere"))
	if !bytes.Equal(pageOf(t, filepath.Join(dir, "elsewhere")), page) {
		t.Error("the report in another folder is another one")
	}
	if _, stderr := do(t, statusBadInput, "compare", trained, "-n", "80", "--out", folder); !strings.Contains(stderr, "holds another run") {
		t.Errorf("into another run: %q", stderr)
	}
}

// A network that is trained on the schedule's own noise levels is judged on these, and the number says so. The balanced loss is
// trained on all levels that a likelihood asks about.
func TestKLKeepsToWhatWasTrained(t *testing.T) {
	for _, c := range []struct {
		weight string
		own    bool
	}{{"balanced", false}, {"eps", true}, {"simple", true}, {"min-snr", true}, {"variational", true}} {
		folder := filepath.Join(t.TempDir(), "run")
		do(t, 0, with(tiny, "train", "eightgaussians", "--loss-weight", c.weight, "--out", folder)...)
		m, err := runs.Folder(folder).ReadModel()
		if err != nil {
			t.Fatal(err)
		}
		blur := likelihood.Sharpness
		if c.own {
			blur = math.Exp(-m.Schedule.LogSNR(1) / 2)
		}
		text, _ := do(t, 0, "compare", folder, "-n", "50")
		var found evaluate.Findings
		if err := json.Unmarshal(read(t, folder, runs.CompareFile), &found); err != nil {
			t.Fatal(err)
		}
		if math.Abs(found.KL.Blur-blur) > 1e-12 {
			t.Errorf("%s: blurred by %v, want %v", c.weight, found.KL.Blur, blur)
		}
		if said := strings.Contains(text, fmt.Sprintf("blurred by %.2g, the least noise", blur)); said != c.own {
			t.Errorf("%s: the text says so: %v\n%s", c.weight, said, text)
		}
	}
}

// The least loss that a labelled training can reach is that of a network that is told the class, except for dropped labels: the line in the
// loss picture and the words after training.
func TestIrreducibleLossOfATrainingWithLabels(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	do(t, 0, with(tiny, "train", "eightgaussians", "--label", "label", "--label-dropout", "0.25", "--steps", "400", "--out", folder)...)
	m, err := runs.Folder(folder).ReadModel()
	if err != nil {
		t.Fatal(err)
	}
	distribution, _ := data.Lookup("eightgaussians")
	standard := audit.AxesOf(m).Distribution(distribution.Mixture())
	schedule := m.Schedule
	mean := func(of *mixture.Mixture) (sum float64) {
		curve := audit.NewIrreducible(of, schedule.LogSNR(schedule.Steps()), schedule.LogSNR(1))
		for t := 1; t <= schedule.Steps(); t++ {
			sum += curve.At(schedule.LogSNR(t)) / float64(schedule.Steps())
		}
		return sum
	}
	want := .25 * mean(standard)
	for class := range standard.Labels() {
		want += .75 * standard.LabelWeight(class) * mean(standard.Given(class))
	}
	rows := readRows(t, folder, "excess.csv")
	if len(rows) == 0 || math.Abs(rows[0][3]-want) > 1e-4 {
		t.Errorf("irreducible loss %v, want %v", rows, want)
	}
	if all := mean(standard); all < 1.2*want {
		t.Errorf("without classes it is %v, which is no test beside %v", all, want)
	}
}

// A mistake in the program itself is one line; DDPM_DEBUG=1 shows where it is.
func TestMistakesAreReported(t *testing.T) {
	for _, debug := range []string{"", "1"} {
		t.Setenv(debugVariable, debug)
		var stderr bytes.Buffer
		if status := run([]string{"data", "list"}, broken{}, &stderr); status != statusFailed {
			t.Errorf("status %d", status)
		}
		text := stderr.String()
		if !strings.HasPrefix(text, "ddpm: a mistake in ddpm itself, please report it (DDPM_DEBUG=1 shows where it is): ") || !strings.Contains(text, "broken on purpose") {
			t.Errorf("printed %q", text)
		}
		if shown := strings.Contains(text, "findings_test.go"); shown != (debug == "1") || debug == "" && strings.Count(text, "\n") != 1 {
			t.Errorf("with %s=%q the stack is shown: %v", debugVariable, debug, shown)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { panic("broken on purpose") }

var _ io.Writer = broken{}

// The likelihood of a file is that of the points held out of training, in the run's own split, and of no others.
func TestNLLIsOfTheHeldOutPoints(t *testing.T) {
	dir := t.TempDir()
	file, folder := filepath.Join(dir, "x.csv"), filepath.Join(dir, "run")
	do(t, 0, "data", "draw", "moons", "-n", "120", "-o", file)
	do(t, 0, with(tiny, "train", file, "--holdout", "0.25", "--out", folder)...)
	_, dataset, err := runs.Folder(folder).Open()
	if err != nil || len(dataset.Held) != 30 {
		t.Fatalf("%d points held out: %v", len(dataset.Held), err)
	}
	m, err := runs.Folder(folder).ReadModel()
	if err != nil {
		t.Fatal(err)
	}
	found := findingsOf(t, "compare", folder, "-n", "30")
	z, log := make([]data.Point, 30), make([]float64, 30)
	audit.AxesOf(m).To(z, dataset.Held)
	lowest, highest := m.KnownLogSNRs()
	if _, err := likelihood.New(lowest, highest, likelihood.Precise).LogDensities(t.Context(), log, m.Network, z); err != nil {
		t.Fatal(err)
	}
	want := math.Log(m.Scale[0]) + math.Log(m.Scale[1])
	for _, v := range log {
		want -= v / 30
	}
	if found.NLL.Points != 30 || math.Abs(found.NLL.Value-want) > 1e-9 {
		t.Errorf("%+v, want %v over 30 points", found.NLL, want)
	}
}

// A file whose rows are in order is judged by a random choice of them where fewer are asked for: the first would be all on one side.
func TestFewerPointsOfASortedFile(t *testing.T) {
	var text strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&text, "%v,%v\n", 2*float64(i)/4000-1, 2*math.Mod(float64(i)*.618034, 1)-1)
	}
	file := write(t, filepath.Join(t.TempDir(), "sorted.csv"), text.String())
	found := findingsOf(t, "compare", file, "square", "-n", "400")
	// The first 400 points would be 1.6 standard deviations from the middle of the square.
	if m := found.Metrics[0]; m.Name != "sliced_w2" || m.Points != 400 || m.Value > .3 {
		t.Errorf("%+v", m)
	}
}
