package simd128

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"ddpm/data/must"
)

// The module is the one that its program writes.
func TestModuleIsGenerated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "simd128.wasm")
	program := exec.CommandContext(t.Context(), "go", "run", "./wasm", path)
	program.Dir = filepath.Join("..", "asm")
	program.Env = append(os.Environ(), "GOFLAGS=") // flags of this build, such as -race, are not for that one
	if out, err := program.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	written := must.Get(os.ReadFile(path))
	if !bytes.Equal(written, Module) {
		t.Error("simd128.wasm is not what model/kernel/asm/wasm writes: go generate ./model/kernel")
	}
}
