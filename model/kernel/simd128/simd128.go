// Package simd128 has the vector instructions of package kernel for browsers: a WebAssembly module, and the script that gives it to a Go
// program that was built with the tag simd128.
package simd128

import _ "embed"

// Module is the WebAssembly module, made by the program in ../asm/wasm.
//
//go:embed simd128.wasm
var Module []byte

// Script defines the function simd128, which reads the module and connects it.
//
//go:embed simd128.js
var Script []byte
