package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ddpm/cmd/internal/slowtest"
)

// commandOf finds the command lines of a page.
var commandOf = regexp.MustCompile(`<pre><code>ddpm ([^<]*)</code></pre>`)

// The command line that a report names makes the same run again, whatever the flags were: with it come the same samples and the same model.
func TestCommandOfAReportMakesItAgain(t *testing.T) {
	slowtest.Skip(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "two words.csv")
	do(t, 0, "data", "draw", "moons", "-n", "200", "--labels", "-o", file)
	for i, args := range [][]string{
		with(tiny, "run", "moons", "-n", "60"),
		with(tiny, "run", "eightgaussians", "-n", "50", "--seed", "3", "--label", "label", "--class", "2", "--guidance=-0.5", "--label-dropout", "0.3"),
		with(tiny, "run", "swissroll", "-n", "40", "--points", "50", "--sampler", "dpmpp", "--eta", "0.2", "--clip-x0", "2.5", "--schedule", "sigmoid:end=2"),
		with(tiny, "run", file, "-n", "40", "--columns", "x,y", "--holdout", "0.3", "--blur", "0.1", "--keep", "last", "--variance", "beta-tilde", "--evals", "5"),
	} {
		folder, again := filepath.Join(dir, "run"+string(rune('a'+i))), filepath.Join(dir, "again"+string(rune('a'+i)))
		do(t, 0, append(args, "--out", folder)...)
		commands := commandOf.FindAllStringSubmatch(string(pageOf(t, folder)), -1)
		if len(commands) != 1 {
			t.Fatalf("%v: the report has %d commands", args, len(commands))
		}
		do(t, 0, append(shellWords(commands[0][1]), "--out", again)...)
		for _, name := range []string{"samples.csv", "model.safetensors", "config.json"} {
			if !bytes.Equal(read(t, folder, name), read(t, again, name)) {
				t.Errorf("%v: %q makes another %s", args, commands[0][1], name)
			}
		}
	}
	// A page of ddpm compare names how the run was trained, and how its points were drawn.
	folder := filepath.Join(dir, "runa")
	do(t, 0, "compare", folder, "-n", "50", "--sampler", "ddim", "--evals", "4", "--seed", "7")
	page := pageOf(t, folder)
	commands := commandOf.FindAllStringSubmatch(string(page), -1)
	if len(commands) != 2 || !strings.HasPrefix(commands[0][1], "train moons") {
		t.Fatalf("commands %q", commands)
	}
	do(t, 0, shellWords(commands[1][1])...)
	if !bytes.Equal(pageOf(t, folder), page) {
		t.Errorf("%q makes another page", commands[1][1])
	}
}

// shellWords returns the words of a command line, some of which are in single quotes.
func shellWords(line string) (words []string) {
	for _, word := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(line, -1) {
		words = append(words, strings.Trim(word, "'"))
	}
	return words
}
