package main

import (
	"bytes"
	"path/filepath"
	"testing"
)

// BenchmarkShortTraining trains a wide network for a few steps, on a built-in distribution, where the excess loss is measured, and on a
// file, where it is not.
func BenchmarkShortTraining(b *testing.B) {
	var none bytes.Buffer
	file := filepath.Join(b.TempDir(), "points.csv")
	if run([]string{"data", "draw", "swissroll", "-n", "3000", "-o", file}, &none, &none) != 0 {
		b.Fatal(none.String())
	}
	for name, data := range map[string]string{"builtin": "swissroll", "file": file} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				out := filepath.Join(b.TempDir(), "run")
				if run([]string{"train", data, "--steps", "20", "--width", "1024", "--out", out, "--overwrite", "-q"}, &none, &none) != 0 {
					b.Fatal(none.String())
				}
			}
		})
	}
}
