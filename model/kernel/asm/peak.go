package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// multiplyAdds emits the inner loop of a full tile without its loads.
func multiplyAdds(v *isa) {
	vectors := 2 * v.tileRows
	v.begin("multiplyAdds", "func(rounds int) (operations int)",
		fmt.Sprintf("does %d fused multiply-adds of a vector in each of rounds ≥ 1.", vectors))
	rounds, operations := argument("rounds"), GP64()
	IMUL3Q(U32(2*v.lanes*vectors), rounds, operations)
	Store(operations, ReturnIndex(0))
	sums := v.zeros(vectors)
	times(rounds, "loop", func() {
		for _, s := range sums {
			VFMADD231PS(s, s, s)
		}
	})
	finish()
}
