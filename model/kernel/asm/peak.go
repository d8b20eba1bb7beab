package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// multiplyAdds emits the inner loop of a full tile without its loads.
func multiplyAdds(v isa) {
	begin("multiplyAdds"+v.name, "func(rounds int) (operations int)")
	sums := v.vectors(2 * v.tileRows())
	Doc(fmt.Sprintf("multiplyAdds%s does %d fused multiply-adds of a vector in each of rounds ≥ 1.", v.name, len(sums)))
	rounds := Load(Param("rounds"), GP64()).(reg.GPVirtual)
	operations := GP64()
	IMUL3Q(U32(2*v.lanes*len(sums)), rounds, operations)
	Store(operations, ReturnIndex(0))
	for _, s := range sums {
		v.zero(s)
	}
	Label("loop")
	for _, s := range sums {
		VFMADD231PS(s, s, s)
	}
	DECQ(rounds)
	JNZ(LabelRef("loop"))
	finish()
}
