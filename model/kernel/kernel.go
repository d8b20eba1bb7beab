// Package kernel holds the float32 inner loops of the network: the three matrix products of a dense layer, activations
// and their derivatives, Fourier features, and the optimiser's update.
//
// Matrices are row-major and may be views into larger ones (gonum's blas32.General). Nothing here starts a goroutine,
// keeps state or allocates in steady state: callers cut their work into blocks and run those at once.
//
// Everything exists twice: in plain Go, and in assembly for AMD64, for AVX2 with FMA and for AVX-512, made by the
// program in asm and chosen when the program starts. The build tag purego leaves the assembly out, and the environment
// variable SIMD_DISABLE of github.com/tphakala/simd (avx512, avx2, all) switches it off. In a browser most of it is in
// vector instructions of WebAssembly, made by the program in asm/wasm, if the build tag simd128 asks for them; the
// module is in the folder simd128. The versions differ by rounding only.
//
// Whatever the version, a result never depends on where an element or a row lies in its batch, nor on how many others
// are computed with it.
package kernel

import "slices"

//go:generate go -C asm run . -out ../kernel_amd64.s -stubs ../kernel_amd64.go -pkg kernel
//go:generate go -C asm run ./wasm ../simd128/simd128.wasm

// sameLength panics unless all slices have the length of the first.
func sameLength(first []float32, others ...[]float32) {
	if slices.ContainsFunc(others, func(s []float32) bool { return len(s) != len(first) }) {
		panic("kernel: slices of different length")
	}
}
