//go:build unix

package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data"
	"ddpm/data/must"
)

// pages are the texts for people, from this folder.
var pages = []string{
	"../../README.md", "README.md", "TUTORIAL.md", "RELIABILITY.md",
	"../../sample/compare/README.md", "../../sample/audit/README.md", "../bench/README.md",
}

// page returns a text.
func page(t *testing.T, path string) string { return string(read(t, path)) }

// blocks returns the code blocks of a text in a language.
func blocks(text, language string) (all []string) {
	for {
		_, after, found := strings.Cut(text, "\n```"+language+"\n")
		if !found {
			return all
		}
		block, rest, _ := strings.Cut(after, "```")
		all, text = append(all, block), rest
	}
}

// commands returns the command lines in a text's blocks of shell commands, without comments.
func commands(text string) (lines []string) {
	for _, block := range blocks(text, "sh") {
		for line := range strings.Lines(block) {
			line, _, _ = strings.Cut(line, "   #")
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, strings.Replace(line, "go run ./cmd/ddpm", "ddpm", 1))
			}
		}
	}
	return lines
}

// notRun are beginnings of command lines that TestTextCommands does not run: what builds, tests or measures this program. .ci/run does.
var notRun = regexp.MustCompile(`^(go (test|vet|install|generate|run \./cmd/bench)|git |\.ci/|cmd/ddpm/gallery/draw)`)

// inShell are characters of command lines that need a shell.
const inShell = "|>;'\""

// Each command in the texts, up to the part of the tutorial on changing the code, runs as it is written, in a folder that is clean except for
// the files that are anybody's own. It is shortened in two ways: trainings have 20 steps, and what is judged are 60 points, looked at less
// closely.
func TestTextCommands(t *testing.T) {
	slowtest.Skip(t) // it runs 80 commands
	texts := make(map[string]string)
	for _, path := range pages {
		texts[path], _, _ = strings.Cut(page(t, path), changeTheCode)
	}
	found := 0
	for _, path := range pages {
		found += len(commands(texts[path]))
		t.Run(filepath.Base(filepath.Dir(path))+filepath.Base(path), func(t *testing.T) {
			t.Chdir(t.TempDir())
			ownFiles(t)
			for _, line := range commands(texts[path]) {
				switch {
				case notRun.MatchString(line):
				case strings.HasPrefix(line, "python3 "):
					if python := slowtest.FindPython("torch"); python != "" {
						inAShell(t, python+strings.TrimPrefix(line, "python3"))
					}
				case strings.ContainsAny(line, inShell):
					inAShell(t, line)
				case strings.HasPrefix(line, "ddpm "):
					do(t, 0, shortened(strings.Fields(line)[1:])...)
				default:
					t.Errorf("%s: what is %q?", path, line)
				}
			}
		})
	}
	if found < 60 {
		t.Errorf("only %d commands were found", found)
	}
}

// shortened returns a command line of ddpm that does less.
func shortened(args []string) []string {
	command := args[0]
	if command == "run" || command == "train" && !slices.Contains(args, "--resume") || command == "ablate" {
		args = replaced(args, "--steps", "20")
	}
	counted := command == "run" || command == "sample" || command == "compare" || command == "ablate"
	if counted && !slices.Contains(args, "--count") { // parts have at least 1,024 points
		args = replaced(args, "-n", "60")
	}
	return args
}

// replaced returns a command line in which a flag has a value.
func replaced(args []string, flag, value string) []string {
	args = slices.Clone(args)
	if i := slices.Index(args, flag); i >= 0 {
		args[i+1] = value
		return args
	}
	return append(args, flag, value)
}

// inAShell runs a command line in a shell in which ddpm is this test's executable, which looks at things less closely.
func inAShell(t *testing.T, line string) {
	t.Helper()
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	command := exec.Command(shell, "-c", `ddpm() { "$DDPM_EXECUTABLE" "$@"; }; `+line)
	command.Env = append(os.Environ(), commandVariable+"="+smallCommand, "DDPM_EXECUTABLE="+os.Args[0])
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", line, err, out)
	}
}

// ownFiles writes the files that the texts take for anybody's own into the working folder.
func ownFiles(t *testing.T) {
	t.Helper()
	write(t, "people.csv", "id;height;weight;group\n1;1,5;60,1;a\n2;1,7;70,2;b\n3;1,65;;a\n4;1,8;82,5;b\n5;1,75;71,0;a\n6;1,6;60,0;b\n")
	var places strings.Builder
	places.WriteString("id,lon,name,height,lat\n")
	moons := must.Get(data.Open("moons", nil, ""))
	for i, p := range moons.Points(300, 1) {
		fmt.Fprintf(&places, "%d,%v,a,%v,%v\n", i, p[0], p[0]*p[1], p[1])
	}
	write(t, "places.csv", places.String())
	do(t, 0, "data", "draw", "moons", "-n", "300", "-o", "mine.csv")
	for seed, name := range []string{"theirs.npy", "points.csv", "tiny.npy", "tiny-moons.npy"} {
		do(t, 0, "data", "draw", "moons", "-n", "300", "--seed", fmt.Sprint(seed+2), "-o", name)
	}

	drawing := image.NewGray(image.Rect(0, 0, 24, 18))
	for i := range drawing.Pix {
		drawing.Pix[i] = uint8(i * i % 256)
	}
	var encoded bytes.Buffer
	must.Do(png.Encode(&encoded, drawing))
	write(t, "drawing.png", encoded.String())
	photo := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range 40 * 30 {
		photo.Set(i%40, i/40, color.RGBA{uint8(6 * (i % 40)), uint8(8 * (i / 40)), uint8(i), 255})
	}
	encoded.Reset()
	must.Do(jpeg.Encode(&encoded, photo, nil))
	write(t, "photo.jpg", encoded.String())
}

// README.md tells every flag of every command.
func TestReadmeTellsEveryFlag(t *testing.T) {
	text := page(t, "README.md")
	parser := must.Get(kong.New(&cli{}, defaults()))
	flags := 0
	for _, command := range parser.Model.Leaves(false) {
		if !strings.Contains(text, "ddpm "+strings.Fields(command.Path())[0]) {
			t.Errorf("README.md lacks the command %s", command.Path())
		}
		for _, group := range command.AllFlags(false) {
			for _, flag := range group {
				flags++
				if !regexp.MustCompile("`--" + flag.Name + "[` ]").MatchString(text) {
					t.Errorf("README.md lacks the flag --%s of ddpm %s", flag.Name, command.Path())
				}
			}
		}
	}
	if flags < 50 {
		t.Errorf("only %d flags were found", flags)
	}
}

// What the texts link to is there, and so are the headings.
func TestLinks(t *testing.T) {
	links, headings := regexp.MustCompile(`\]\(([^)]+)\)`), regexp.MustCompile(`(?m)^#+ (.+)$`)
	notInAnchors := regexp.MustCompile(`[^\p{L}\p{N}\- ]`)
	for _, path := range pages {
		for _, link := range links.FindAllStringSubmatch(page(t, path), -1) {
			file, anchor, _ := strings.Cut(link[1], "#")
			if strings.Contains(file, "://") {
				continue
			}
			target := path
			if file != "" {
				target = filepath.Join(filepath.Dir(path), file)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", path, link[1])
				continue
			}
			there := anchor == ""
			for _, heading := range headings.FindAllStringSubmatch(page(t, target)+"\n", -1) {
				name := notInAnchors.ReplaceAllString(strings.ToLower(heading[1]), "")
				there = there || strings.ReplaceAll(name, " ", "-") == anchor
			}
			if !there {
				t.Errorf("%s links to %s, and there is no such heading", path, link[1])
			}
		}
	}
}
