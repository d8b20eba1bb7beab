//go:build linux

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ddpm/cmd/internal/slowtest"
	"ddpm/data/must"
)

// slurmConf is the configuration of a Slurm of one machine with two cores.
const slurmConf = `
ClusterName=test
SlurmctldHost=HOST(127.0.0.1)
SlurmUser=root
SlurmctldPort=PORT1
SlurmdPort=PORT2
AuthType=auth/munge
AuthInfo=socket=DIR/munge.socket
StateSaveLocation=DIR/state
SlurmdSpoolDir=DIR/spool
SlurmctldPidFile=DIR/ctld.pid
SlurmdPidFile=DIR/slurmd.pid
SlurmctldLogFile=DIR/ctld.log
SlurmdLogFile=DIR/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
SwitchType=switch/none
MpiDefault=none
KillWait=5
NodeName=HOST NodeAddr=127.0.0.1 CPUs=2 RealMemory=500 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`

// cluster is a running Slurm.
type cluster struct {
	t   *testing.T
	dir string // of its files and of the jobs
}

// startSlurm starts a Slurm, which ends with the test. Where that cannot be done the test is skipped.
func startSlurm(t *testing.T) cluster {
	t.Helper()
	for _, program := range []string{"munged", "slurmctld", "slurmd", "sbatch", "scancel", "scontrol", "squeue"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("Slurm is not installed: %v", err)
		}
	}
	if os.Getuid() != 0 {
		t.Skip("Slurm is started by root only")
	}
	dir := must.Get(os.MkdirTemp("", "slurm"))
	t.Cleanup(func() { os.RemoveAll(dir) })
	host, err := os.Hostname()
	if err != nil {
		t.Skip(err)
	}
	host, _, _ = strings.Cut(host, ".")
	c := cluster{t, dir}
	key := make([]byte, 1024)
	for i := range key {
		key[i] = byte(rand.Uint32())
	}
	must.Do(os.WriteFile(c.file("munge.key"), key, 0o400))
	conf := strings.NewReplacer("HOST", host, "DIR", dir, "PORT1", freePort(t), "PORT2", freePort(t)).Replace(slurmConf)
	write(t, c.file("slurm.conf"), conf)
	for _, daemon := range [][]string{
		{"munged", "--foreground", "--force", "--socket", c.file("munge.socket"), "--key-file", c.file("munge.key"),
			"--pid-file", c.file("munge.pid"), "--log-file", c.file("munge.log"), "--seed-file", c.file("munge.seed")},
		{"slurmctld", "-D"}, {"slurmd", "-D"},
	} {
		command := exec.Command(daemon[0], daemon[1:]...)
		command.Env = c.environment()
		if err := command.Start(); err != nil {
			t.Skipf("%s does not start: %v", daemon[0], err)
		}
		t.Cleanup(func() {
			command.Process.Signal(os.Interrupt)
			timer := time.AfterFunc(20*time.Second, func() { command.Process.Kill() })
			command.Wait()
			timer.Stop()
		})
		time.Sleep(time.Second) // each needs the one before
	}
	for range 300 {
		if out, err := c.try("sinfo", "-h", "-o", "%t"); err == nil && strings.TrimSpace(out) == "idle" {
			return c
		}
		time.Sleep(100 * time.Millisecond)
	}
	log, _ := os.ReadFile(c.file("slurmd.log"))
	t.Skipf("Slurm does not start: %s", log[max(0, len(log)-500):])
	return c
}

// freePort returns a port that nothing listens at.
func freePort(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	defer listener.Close()
	return fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
}

func (c cluster) file(name string) string { return filepath.Join(c.dir, name) }

// environment is that of the daemons, and of the commands that talk to them: without the variables of any other job.
func (c cluster) environment() (env []string) {
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "SLURM_") && !strings.HasPrefix(variable, "SBATCH_") {
			env = append(env, variable)
		}
	}
	return append(env, "SLURM_CONF="+c.file("slurm.conf"))
}

// try runs a command in the folder of the jobs and returns what it printed.
func (c cluster) try(args ...string) (string, error) {
	command := exec.Command(args[0], args[1:]...)
	command.Env, command.Dir = c.environment(), c.dir
	out, err := command.CombinedOutput()
	return string(out), err
}

// do is try with a command that must not fail.
func (c cluster) do(args ...string) string {
	c.t.Helper()
	out, err := c.try(args...)
	if err != nil {
		c.t.Fatalf("%s: %v: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(out)
}

// until waits until something has happened.
func (c cluster) until(what string, happened func() bool) {
	c.t.Helper()
	for range 3000 {
		if happened() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	queue, _ := c.try("squeue", "-r")
	said, _ := c.try("sh", "-c", "tail -n 5 slurm-*.out ctld.log")
	c.t.Fatalf("not yet: %s\n%s%s", what, queue, said)
}

// idle reports whether no job is left.
func (c cluster) idle() bool {
	out, err := c.try("squeue", "-h")
	return err == nil && strings.TrimSpace(out) == ""
}

// buildCommand builds ddpm in a folder and returns its path.
func buildCommand(t *testing.T, dir string) string {
	t.Helper()
	program := filepath.Join(dir, "ddpm")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// A printed job of four parts, one of which is cancelled in the middle and requeued, ends with the files of one process. So does a sample
// that is drawn in parts.
func TestSlurm(t *testing.T) {
	slowtest.Skip(t)
	c := startSlurm(t)
	program := buildCommand(t, c.dir)
	grid := []string{program, "ablate", "moons", "--vary", "width=8,12,16", "--vary", "seed=1,2,3,4", "--steps", "6000", "--batch", "16",
		"--blocks", "1", "--timesteps", "8", "-n", "200", "--judge", "fast"}
	c.do(append(grid, "--out", "whole")...)
	write(t, c.file("job.sh"), c.do(append(grid, "--out", "grid", "--print-job", "slurm", "--parts", "4")...))
	c.do("sbatch", "job.sh")

	const cell = "width=8,seed=2" // the first of part 1
	c.until("a training of part 1", func() bool {
		_, err := os.Stat(filepath.Join(c.dir, "grid", cell, "checkpoint.safetensors"))
		return err == nil
	})
	task := c.taskOf(1)
	c.do("scancel", task)
	c.until("the end of part 1", func() bool {
		state, _ := c.try("scontrol", "show", "job", task)
		return strings.Contains(state, "JobState=CANCELLED")
	})
	if _, err := os.Stat(filepath.Join(c.dir, "grid", "width=16,seed=2", "cell.json")); err == nil {
		t.Error("part 1 was done before it was cancelled")
	}
	c.do("scontrol", "requeue", task)
	c.do("scontrol", "update", "JobId="+task, "StartTime=now") // a requeued job waits for two minutes otherwise
	c.until("the end of all parts and of the gathering", c.idle)
	sameFolders(t, c.file("grid"), c.file("whole"))

	c.do(program, "sample", "whole/"+cell, "-n", "5000", "-o", "all.npy")
	write(t, c.file("sample.sh"), "#!/bin/sh\nexec "+program+" sample whole/"+cell+" -n 5000 --part auto -o part-$SLURM_ARRAY_TASK_ID.npy\n")
	c.do("sbatch", "--wait", "--array=1-4", "-n1", "sample.sh")
	rows := func(name string) []byte {
		_, rows, _ := bytes.Cut(read(t, c.dir, name), []byte{'\n'}) // behind the header
		return rows
	}
	var together []byte
	for i := range 4 {
		together = append(together, rows(fmt.Sprintf("part-%d.npy", i+1))...)
	}
	if !bytes.Equal(together, rows("all.npy")) {
		t.Error("the points of four parts are not those of one process")
	}
}

// taskOf returns the name of the task of an array that is queued or runs, as Slurm's commands take it.
func (c cluster) taskOf(part int) string {
	c.t.Helper()
	for _, line := range strings.Split(c.do("squeue", "-h", "-r", "-o", "%F_%K"), "\n") {
		if strings.HasSuffix(line, fmt.Sprintf("_%d", part)) {
			return line
		}
	}
	c.t.Fatalf("no task %d is queued", part)
	return ""
}
