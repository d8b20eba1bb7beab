// Command wasm writes the module of vector instructions that package kernel calls in a browser: WebAssembly has vectors of four float32
// numbers, and Go's compiler does not use them. The argument is the file. go generate in the package's folder runs it.
//
// Read module.go first, for the binary format; code.go for the instructions; then a file for each kind of function. All pointers are bytes in
// Go's memory, and all strides are in bytes.
package main

import (
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	m := new(module)
	p := parts{loadPart(m), storePart(m)}
	tiles(m, p)
	packRows(m, p)
	packColumns(m)
	silu(m, p)
	gelu(m, p)
	adam(m, p)
	ema(m, p)
	columnSums(m, p)
	posteriorSums(m)
	if err := os.WriteFile(os.Args[1], m.bytes(), 0o666); err != nil {
		log.Fatal(err)
	}
}
