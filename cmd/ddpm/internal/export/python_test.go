package export

import (
	"os/exec"
	"testing"
)

// python returns the first interpreter that has a module. It skips the test if none has it, and in short runs.
func python(t *testing.T, module, debian string) (interpreter string) {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts other programs")
	}
	for _, interpreter := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), interpreter, "-c", "import "+module).Run() == nil {
			return interpreter
		}
	}
	t.Skipf("needs Python's module %s (on Debian, %s)", module, debian)
	return ""
}

// runPython runs an interpreter and returns what it prints.
func runPython(t *testing.T, interpreter string, args ...string) (stdout []byte) {
	t.Helper()
	command := exec.CommandContext(t.Context(), interpreter, args...)
	stdout, err := command.Output()
	if err != nil {
		var problem []byte
		if exit, ok := err.(*exec.ExitError); ok {
			problem = exit.Stderr
		}
		t.Fatalf("%s %v: %v\n%s", interpreter, args, err, problem)
	}
	return stdout
}
