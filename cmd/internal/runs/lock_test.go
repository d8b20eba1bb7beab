package runs

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"ddpm/data/must"
)

// One at a time may write into a folder, and the next as soon as it is released. Of the files in the folder only torn ones of ddpm go.
func TestLock(t *testing.T) {
	folder := fill(t, "run/"+ConfigFile, "run/notes.txt", "run/.notes.txt.1.tmp", "run/."+ModelFile+".1.tmp")
	folder = Folder(folder.File("run"))
	first := must.Get(folder.Lock())
	if _, err := folder.Lock(); err == nil || !strings.Contains(err.Error(), "another ddpm is writing into "+string(folder)) {
		t.Errorf("a second lock: %v", err)
	}
	first.Release()
	again := must.Get(folder.Lock())
	again.Release()
	(*Lock)(nil).Release()
	if left, want := files(folder), []string{LockFile, ".notes.txt.1.tmp", ConfigFile, "notes.txt"}; !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q", left, want)
	}
	if lock, err := Folder(filepath.Join(t.TempDir(), "new")).Lock(); err != nil {
		t.Error(err)
	} else {
		lock.Release()
	}
}

// A lock dies with its process, killed though it may be: nobody has to clean up.
func TestLockDiesWithItsProcess(t *testing.T) {
	if folder := os.Getenv("DDPM_TEST_LOCK"); folder != "" {
		lock, err := Folder(folder).Lock()
		if err != nil {
			os.Stdout.WriteString(err.Error())
		}
		os.Stdout.WriteString("locked\n")
		for { // a lock that nobody holds any more would go with the memory
			time.Sleep(time.Hour)
			runtime.KeepAlive(lock)
		}
	}
	folder := Folder(t.TempDir())
	holder := exec.Command(os.Args[0], "-test.run=^TestLockDiesWithItsProcess$")
	holder.Env = append(os.Environ(), "DDPM_TEST_LOCK="+string(folder))
	out := must.Get(holder.StdoutPipe())
	if err := holder.Start(); errors.Is(err, syscall.ENOEXEC) {
		t.Skip("this test runs in an emulator, which starts no programs of its own kind")
	} else if err != nil {
		t.Fatal(err)
	}
	said := make([]byte, len("locked\n"))
	if _, err := out.Read(said); err != nil || string(said) != "locked\n" {
		t.Fatalf("the other process said %q: %v", said, err)
	}
	if _, err := folder.Lock(); err == nil {
		t.Error("two processes have the lock")
	}
	must.Do(holder.Process.Kill())
	holder.Wait()
	lock, err := folder.Lock()
	if err != nil {
		t.Fatalf("after its process was killed: %v", err)
	}
	lock.Release()
}
