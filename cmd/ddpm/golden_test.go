//go:build purego && amd64

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ddpm/data/must"
)

// goldenFile holds, for each command line of TestGolden, a checksum of what it printed and of every file that it wrote.
var goldenFile = filepath.Join("testdata", "golden.txt")

// goldenCommands are the command lines, in their order: later ones use what earlier ones left. SMALL stands for flags that make a
// training tiny.
const goldenCommands = `
--help
run --help
data list
data show moons
data draw grid -n 7
data draw moons --labels -n 200 -o labelled.csv
data draw checkerboard -n 150 -o board.npy
data show labelled.csv --json --columns x,y
data draw picture.png -n 20 --seed 3

run moons SMALL -n 300 -o run
run points.tsv SMALL -n 100 -o run-file --holdout 0.25
run picture.png SMALL -n 100 -o run-picture --predict eps
run checkerboard SMALL -n 200 -o run-board --schedule cosine --seed 4 --json
run moons SMALL -n 150 -o run-class --label label --class 1 --guidance 1.5
run labelled.csv SMALL -n 120 -o run-labelled --label 3 --columns 1,2 --class 0 --sampler dpmpp
run grid SMALL -n 100 -o run-fixed --points 50 --sampler heun --evals 6
run square SMALL -n 100 -o run-optimal --variance optimal

train swissroll SMALL -o train
train eightgaussians SMALL -o classes --label label --label-dropout 0.2
train spirals SMALL -o plain --predict x0 --loss-weight min-snr:5 --schedule sigmoid:end=2 --lr 0.003 --ema 0.9 --clip-grad 0
train --resume train
train board.npy SMALL -o board --holdout 0
run moons SMALL -n 100 -o flow --schedule flow --predict u --times logit-normal:mean=0.5:spread=2 --loss-weight simple
train pinwheel SMALL -o loglinear --schedule loglinear:min=0.02 --times logit-normal
train circles SMALL -o many --batch 300 --width 24 --blocks 2 --schedule quadratic

sample train -n 70
sample train -n 50 -o - --seed 2
sample train -n 50 -o drawn.npy --sampler ddim --eta 0.5 --evals 4
sample train -n 40 -o drawn.csv --clip-x0 1 --trajectory paths.npy --gif paths.gif
sample train -n 40 -o variance.csv --variance beta-tilde --json
sample train -n 40 -o optimal.csv --variance optimal
sample flow -n 40 -o karras.csv --sampler ddim --grid karras:5 --evals 6
sample flow -n 40 -o log-snr.csv --grid log-snr --variance optimal --evals 5
sample loglinear -n 40 -o trailing.csv --sampler heun --grid trailing --evals 5 --json
sample classes -n 40 -o class.csv --class 3 --guidance 2 --sampler dpmpp --evals 5
sample classes -n 66000 -o stream.npy --evals 2
export train -o model.onnx
export classes -o model.py

compare train -n 200
compare classes -n 150 --class 2 --json
compare classes -n 150 --class 2 --guidance 1 -o guided
compare run -n 200 --samplers ddpm,heun --evals 3,8
compare run-file -n 100 --sampler ddim -o file
compare board
compare drawn.csv swissroll
compare labelled.csv moons -o points --json --columns x,y
compare moons circles -n 100 --seed 5
compare points.tsv labelled.csv --columns 1,2

ablate moons SMALL --vary width=8,16 --vary seed=1,2 -n 60 -o ablation
ablate moons SMALL --vary sampler=ddpm,ddim --vary evals=2,4 -n 60 -o samplers --json
ablate eightgaussians SMALL --label label --vary class=0,1 --vary guidance=0,2 -n 60 -o guidance
ablate points.tsv SMALL --vary lr=0.001,0.01 -n 50 -o file-ablation

forward swissroll --timesteps 12 -o forward
forward moons --timesteps 12 --schedule linear,cosine -o two --json
forward points.tsv --timesteps 10 -o forward-file --seed 2
forward moons --timesteps 12 --schedule flow,loglinear -o straight --json
forward picture.png --timesteps 12 -o image
forward picture.png --as density --timesteps 12 -o density
forward --timesteps 10 --schedule sigmoid,linear -o own
`

var goldenSmall = "--steps 40 --batch 32 --width 16 --blocks 1 --timesteps 8"

// goldenEffort is smallEffort, with pictures that show more than other tests need.
var goldenEffort = func() effort {
	e := smallEffort
	e.evaluate.Pixels, e.forward.Pixels = .5, .5
	return e
}()

// Every command writes what it wrote before, byte for byte. The checksums are of a build without assembly, -tags purego and
// SIMD_DISABLE=all, so that they are the same on every amd64 machine. With DDPM_GOLDEN=record they are written anew: a change of
// any of them needs a reason.
func TestGolden(t *testing.T) {
	if os.Getenv("SIMD_DISABLE") != "all" {
		t.Skip("the checksums are of SIMD_DISABLE=all go test -tags purego -run TestGolden ./cmd/ddpm")
	}
	recorded := must.Get(filepath.Abs(goldenFile))
	t.Chdir(t.TempDir())
	makeGoldenInputs(t)
	var found strings.Builder
	before := fileSums(t)
	for _, line := range strings.Split(strings.TrimSpace(goldenCommands), "\n") {
		if line == "" {
			continue
		}
		var out, errs bytes.Buffer
		status := runWith(goldenEffort, strings.Fields(strings.ReplaceAll(line, "SMALL", goldenSmall)), &out, &errs)
		fmt.Fprintf(&found, "$ %s\n", line)
		if status != 0 {
			fmt.Fprintf(&found, "status %d\n", status)
		}
		fmt.Fprintf(&found, "%s stdout\n", goldenSum("stdout", out.Bytes()))
		if errs.Len() > 0 {
			fmt.Fprintf(&found, "stderr %s", errs.String())
		}
		after := fileSums(t)
		var names []string
		for name, sum := range after {
			if before[name] != sum {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			fmt.Fprintf(&found, "%s %s\n", after[name], name)
		}
		before = after
	}
	if os.Getenv("DDPM_GOLDEN") == "record" {
		must.Do(os.WriteFile(recorded, []byte(found.String()), 0o666))
		return
	}
	want := must.Get(os.ReadFile(recorded))
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(found.String(), "\n")); diff != "" {
		t.Errorf("the outputs are not those on record (-recorded +now):\n%s", diff)
	}
}

// makeGoldenInputs writes the files that the command lines read.
func makeGoldenInputs(t *testing.T) {
	var tsv strings.Builder
	tsv.WriteString("x\ty\n")
	for i := range 120 {
		fmt.Fprintf(&tsv, "%d\t%d.%d\n", (i*37)%101, (i*53)%89, i%10)
	}
	write(t, "points.tsv", tsv.String())

	picture := image.NewGray(image.Rect(0, 0, 24, 18))
	for y := range 18 {
		for x := range 24 {
			picture.SetGray(x, y, color.Gray{Y: uint8(255 - (x*y*7+x*x*3)%256)})
		}
	}
	var encoded bytes.Buffer
	must.Do(png.Encode(&encoded, picture))
	write(t, "picture.png", encoded.String())
}

// fileSums returns a checksum of every file below the current folder.
func fileSums(t *testing.T) map[string]string {
	sums := make(map[string]string)
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		sums[filepath.ToSlash(path)] = goldenSum(path, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// What differs from one time, place or version of Go to another.
var (
	goldenTimes = regexp.MustCompile(`("(?:seconds|steps_per_second)": )[-+.e0-9]+|(in )[.0-9]+( s\b)|(, )[0-9]+( steps a second)`)
	goldenGo    = regexp.MustCompile(`\bgo1\.[0-9]+(\.[0-9]+)?\b`)
)

// goldenSum returns a checksum of a file without what is left to chance in it.
func goldenSum(path string, content []byte) string {
	switch filepath.Ext(path) {
	case ".safetensors", ".onnx", ".npy", ".png", ".gif":
	default:
		if here, err := os.Getwd(); err == nil {
			content = bytes.ReplaceAll(content, []byte(here), []byte("HERE"))
		}
		content = goldenTimes.ReplaceAll(content, []byte("$1$2$4#$3$5"))
		content = goldenGo.ReplaceAll(content, []byte("GO"))
		content = costs.ReplaceAll(content, nil)
	}
	if filepath.Base(path) == "log.csv" { // whose last column is seconds
		lines := strings.Split(string(content), "\n")
		for i, line := range lines {
			lines[i] = line[:max(0, strings.LastIndex(line, ","))]
		}
		content = []byte(strings.Join(lines, "\n"))
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:6])
}
