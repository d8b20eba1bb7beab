// Command asm writes the assembly of package kernel, and the Go declarations of its functions. Run it by go generate in
// the folder above. It is a module of its own, so that the generator's library is no dependency of the program.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("!purego")
	for _, v := range []isa{avx2, avx512} {
		tiles(v)
		packRows(v)
		silu(v)
		gelu(v)
		sinCos(v)
		adamW(v)
		ema(v)
		sumSquares(v)
		columnSums(v)
		multiplyAdds(v)
		posteriorSums(v)
	}
	packColumns()
	Generate()
}
