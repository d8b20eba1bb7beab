// Command asm writes the assembly of package kernel or of package mixture, and the Go declarations of its functions: the last argument
// names the package. go generate in the packages' folders runs it. It is a module of its own, so that the generator's library is no
// dependency of the program.
//
// Read vector.go first. mixture.go has the functions of package mixture, in float64, and the other files those of package kernel, in
// float32.
package main

import (
	"os"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	ConstraintExpr("!purego")
	switch name := os.Args[len(os.Args)-1]; name {
	case "kernel":
		for _, v := range []*isa{avx2, avx512} {
			for _, write := range []func(*isa){
				tiles, packRows, silu, gelu, sinCos, adamW, ema, sumSquares, columnSums, multiplyAdds, posteriorSums,
			} {
				write(v)
			}
		}
		packColumns()
	case "mixture":
		gaussians()
		exps()
	default:
		panic("asm: no functions of package " + name)
	}
	Generate()
}
