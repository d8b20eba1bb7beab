package part

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ddpm/data/must"
)

// The job file, run by a shell, submits itself as an array and as a gathering job that waits for the array; and as either of them it runs the
// program with exactly its arguments, whatever characters they have. sbatch is played by a script that writes down what it was called with.
func TestJobFile(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	dir := t.TempDir()
	script := func(name, text string) string {
		path := filepath.Join(dir, name)
		must.Do(os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o777))
		return path
	}
	program := script("a program's", `printf '%s\n' "$@"`+"\n")
	script("sbatch", `echo "$@" >> "`+dir+`/submitted"; case "$*" in *parsable*) echo "17;cluster";; esac`+"\n")
	args := []string{"ablate", "it's.csv", "--vary", "width=8,16", "$(echo no)", `back\slash "quoted"`, "", "*", "~", "a b"}
	var text bytes.Buffer
	job := Job{Name: "ddpm", Program: program, Part: args, Gather: append(args, "--gather"), Parts: 4, Cores: 1}
	must.Do(job.WriteSlurm(&text))
	file := filepath.Join(dir, "job.sh")
	must.Do(os.WriteFile(file, text.Bytes(), 0o666))
	run := func(task string, more ...string) string {
		command := exec.Command(shell, append([]string{file}, more...)...)
		command.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "SLURM_ARRAY_TASK_ID="+task)
		out, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	lines := strings.Join(args, "\n") + "\n"
	if got, want := run("3"), lines+"--part\nauto/4\n"; got != want {
		t.Errorf("as a part: %q, want %q", got, want)
	}
	if got, want := run("", "gather"), lines+"--gather\n"; got != want {
		t.Errorf("as the gathering job: %q, want %q", got, want)
	}
	run("")
	submitted, err := os.ReadFile(filepath.Join(dir, "submitted"))
	if want := fmt.Sprintf("--parsable --array=0-3 %s\n--dependency=afterany:17 %s gather\n", file, file); err != nil || string(submitted) != want {
		t.Errorf("submitted: %q, want %q; %v", submitted, want, err)
	}
}
