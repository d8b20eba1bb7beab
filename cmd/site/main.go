// Command site builds the static playground: a folder that any web server of files serves, in any path.
//
//	go run ./cmd/site DIR
//
// The folder has the files of the page, the engine as WebAssembly with vector instructions beside it, and what Go needs to run it. Nothing in
// it asks another host.
package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"ddpm/cmd/internal/play"
	"ddpm/model/kernel/simd128"
)

//go:embed files.js
var files []byte

func main() {
	if len(os.Args) != 2 || strings.HasPrefix(os.Args[1], "-") {
		fmt.Fprintln(os.Stderr, "usage: go run ./cmd/site DIR")
		os.Exit(2)
	}
	if err := build(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
	fmt.Println(os.Args[1])
}

// build writes the static playground into a folder, which it makes if there is none. Other files in it stay.
func build(folder string) error {
	if err := writePage(folder, play.Page()); err != nil {
		return err
	}
	for name, content := range map[string][]byte{"files.js": files, "simd128.js": simd128.Script, "simd128.wasm": simd128.Module} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o666); err != nil {
			return err
		}
	}
	root, err := goRoot()
	if err != nil {
		return err
	}
	glue, err := os.ReadFile(filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return fmt.Errorf("wasm_exec.js of this Go: %w", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "wasm_exec.js"), glue, 0o666); err != nil {
		return err
	}
	return compile(filepath.Join(folder, "ddpm.wasm"))
}

// writePage writes the files of the page, which then asks a Web Worker in the place of a server.
func writePage(folder string, page fs.FS) error {
	return fs.WalkDir(page, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path := filepath.Join(folder, filepath.FromSlash(name))
		if entry.IsDir() {
			return os.MkdirAll(path, 0o777)
		}
		content, err := fs.ReadFile(page, name)
		if err != nil {
			return err
		}
		if name == "index.html" {
			static := strings.Replace(string(content), play.EngineMeta, play.WorkerMeta, 1)
			if static == string(content) {
				return errors.New("index.html does not say where its engine is: want the line " + play.EngineMeta)
			}
			content = []byte(static)
		}
		return os.WriteFile(path, content, 0o666)
	})
}

// compile builds the engine for a Web Worker, with vector instructions. Symbols and paths of this machine are left out.
func compile(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	build := exec.Command("go", "build", "-tags", "simd128", "-trimpath", "-ldflags=-s -w", "-o", path, "ddpm/cmd/site/wasm")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	return build.Run()
}

// goRoot returns the folder of the Go that compiles.
func goRoot() (string, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	return strings.TrimSpace(string(root)), err
}
