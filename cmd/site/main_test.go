package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"ddpm/cmd/internal/play"
	"ddpm/data/must"
)

// The page of the static folder is the server's, except for where its engine is.
func TestPageAsksAWorker(t *testing.T) {
	folder := t.TempDir()
	must.Do(writePage(folder, play.Page()))
	index := must.Get(os.ReadFile(filepath.Join(folder, "index.html")))
	if text := string(index); !strings.Contains(text, play.WorkerMeta) || strings.Contains(text, play.EngineMeta) {
		t.Error("index.html does not ask a worker")
	}
	worker, err := os.ReadFile(filepath.Join(folder, "worker.js"))
	if err != nil || !strings.Contains(string(worker), "'files.js', 'wasm_exec.js'") {
		t.Errorf("worker.js does not load files.js before wasm_exec.js: %v", err)
	}
	other := fstest.MapFS{"index.html": {Data: []byte("<!DOCTYPE html>")}}
	if err := writePage(t.TempDir(), other); err == nil {
		t.Error("a page without a place for its engine was written")
	}
}

// Nothing in the folder asks another host: there is no address in it but those of documents that are only named.
func TestNothingAsksAnotherHost(t *testing.T) {
	folder := t.TempDir()
	must.Do(build(folder))
	names := must.Get(os.ReadDir(folder))
	found := make(map[string]bool)
	for _, name := range names {
		found[name.Name()] = true
		content := must.Get(os.ReadFile(filepath.Join(folder, name.Name())))
		if filepath.Ext(name.Name()) == ".wasm" {
			if !strings.HasPrefix(string(content), "\x00asm") {
				t.Errorf("%s is no WebAssembly", name.Name())
			}
			if root, err := os.Getwd(); err != nil || strings.Contains(string(content), root) {
				t.Errorf("ddpm.wasm has a path of this machine: %v", err)
			}
			continue
		}
		if name.Name() == "wasm_exec.js" { // which names an issue of Go in a comment
			continue
		}
		for _, scheme := range []string{"http://", "https://", "src=\"//", "href=\"//"} {
			for _, part := range strings.Split(string(content), scheme)[1:] {
				if !strings.HasPrefix(part, "www.w3.org/2000/svg") { // the name of SVG
					t.Errorf("%s asks %s%.40s", name.Name(), scheme, part)
				}
			}
		}
	}
	for _, name := range []string{"index.html", "ddpm.wasm", "simd128.wasm", "simd128.js", "wasm_exec.js", "files.js", "worker.js", "style.css"} {
		if !found[name] {
			t.Errorf("there is no %s", name)
		}
	}
}
