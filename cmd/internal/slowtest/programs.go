package slowtest

import (
	"os/exec"
	"testing"
)

// Browser returns the path of a browser. It skips the test if there is none, and in short runs.
func Browser(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("in a browser")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no browser: neither chromium nor google-chrome is on PATH")
	return ""
}

// FindPython returns the first interpreter of Python that has a module, or "" if none has it.
func FindPython(module string) string {
	for _, interpreter := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(interpreter, "-c", "import "+module).Run() == nil {
			return interpreter
		}
	}
	return ""
}

// Python returns what FindPython does. It skips the test if there is no such interpreter, and in short runs.
func Python(t testing.TB, module, debian string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts other programs")
	}
	interpreter := FindPython(module)
	if interpreter == "" {
		t.Skipf("needs Python's module %s (on Debian, %s)", module, debian)
	}
	return interpreter
}
