package main

import (
	"fmt"
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Sizes in bytes: of a number, and of a Gaussian as package mixture keeps it.
const (
	numberSize = 8
	kernelSize = 8 * numberSize
)

// fours is how many float64 numbers a vector has.
const fours = 4

// gaussians writes the function that evaluates Gaussians, four kernels at a time. With e = mean − x and the precision P, it computes the
// score P e and the logarithm log − eᵀP e/2.
func gaussians() {
	avx2.begin("gaussians", "func(log, across, up, kernels *float64, n int, x, y float64) float64",
		"does what gaussiansPlain does, for n kernels, divisible by 4 and not 0.")
	log, across, up, kernels, n := argument("log"), argument("across"), argument("up"), argument("kernels"), argument("n")
	x, y, half, largest := avx2.scalar("x"), avx2.scalar("y"), YMM(), YMM()
	VMOVUPD(double(0.5), half)
	VMOVUPD(double(math.Inf(-1)), largest)
	index := GP64()
	XORQ(index, index)

	// pair loads two neighbouring numbers of each of four kernels, into one vector each.
	pair := func(first int) (low, high reg.VecVirtual) {
		at := func(kernel int) Mem { return Mem{Base: kernels, Disp: kernel*kernelSize + first*numberSize} }
		even, odd := YMM(), YMM()
		VMOVUPD(at(0), even.AsX())
		VINSERTF128(U8(1), at(2), even, even)
		VMOVUPD(at(1), odd.AsX())
		VINSERTF128(U8(1), at(3), odd, odd)
		low, high = YMM(), YMM()
		VUNPCKLPD(odd, even, low)
		VUNPCKHPD(odd, even, high)
		return low, high
	}
	Label("four")
	ex, ey := pair(0) // the fields of kernel, in their order
	value, xx := pair(2)
	xy, yy := pair(4)
	VSUBPD(x, ex, ex)
	VSUBPD(y, ey, ey)
	right, above := YMM(), YMM() // P e
	VMULPD(ex, xx, right)
	VFMADD231PD(ey, xy, right)
	VMULPD(ex, xy, above)
	VFMADD231PD(ey, yy, above)
	VMOVUPD(right, element(across, index))
	VMOVUPD(above, element(up, index))
	VMULPD(ex, right, right) // eᵀP e
	VFMADD231PD(ey, above, right)
	VFNMADD231PD(half, right, value)
	VMOVUPD(value, element(log, index))
	VMAXPD(largest, value, largest) // a value that is NaN leaves largest as it is

	ADDQ(U32(fours*kernelSize), kernels)
	ADDQ(U8(fours), index)
	CMPQ(index, n)
	JNE(LabelRef("four"))
	finish(reduce(largest, VMAXPD))
}

// exps writes the function that replaces each x by w = e^(x − top) and returns the sums of w, w·across and w·up. Let n be the integer that
// is nearest to (x − top)/ln 2. Then w = 2^n e^r with |r| ≤ ln 2/2, and e^r is its Taylor polynomial. The remainder is below
// r¹⁴/14! < 5e-18.
func exps() {
	avx2.begin("exps", "func(x, across, up *float64, n int, top, below float64) (mass, right, above float64)",
		"does what expsPlain does, for n numbers, divisible by 4 and not 0.")
	const (
		degree   = 13
		rounding = 3 << 51 // a number plus this has its nearest integer in the low bits
		// ln 2 is high + low. high has few bits, so that n*high is exact.
		high = 0x1.62e42feep-1
		low  = math.Ln2 - high
	)
	x, across, up, n := argument("x"), argument("across"), argument("up"), argument("n")
	top, below := avx2.scalar("top"), avx2.scalar("below")
	mass, right, above := YMM(), YMM(), YMM()
	for _, sum := range []reg.VecVirtual{mass, right, above} {
		VXORPD(sum, sum, sum)
	}
	index := GP64()
	XORQ(index, index)

	Label("four")
	y, kept, any := YMM(), YMM(), GP32()
	VMOVUPD(element(x, index), y)
	VSUBPD(top, y, y)
	VCMPPD(U8(0x1e), below, y, kept) // all bits are set where y > below; none where y is NaN
	VMOVMSKPD(kept, any)
	TESTL(any, any)
	JNZ(LabelRef("some"))
	VMOVUPD(kept, element(x, index))
	JMP(LabelRef("next"))
	Label("some") // of the four is not negligible
	shifted, whole, power := YMM(), YMM(), YMM()
	VMOVUPD(double(rounding), whole)
	VMOVAPD(whole, shifted)
	VFMADD231PD(double(math.Log2E), y, shifted)
	VSUBPD(whole, shifted, whole)
	VFNMADD231PD(double(high), whole, y) // y becomes r
	VFNMADD231PD(double(low), whole, y)
	factorial := 1.0
	for k := 2; k <= degree; k++ {
		factorial *= float64(k)
	}
	VMOVUPD(double(1/factorial), power)
	for k := degree; k > 0; k-- {
		factorial /= float64(k)
		VFMADD213PD(double(1/factorial), y, power)
	}
	VPSLLQ(U8(52), shifted, shifted) // n, in the bits of an exponent
	VPADDQ(shifted, power, power)
	VANDPD(kept, power, power)
	VMOVUPD(power, element(x, index))
	VADDPD(power, mass, mass)
	VFMADD231PD(element(across, index), power, right)
	VFMADD231PD(element(up, index), power, above)
	Label("next")
	ADDQ(U8(fours), index)
	CMPQ(index, n)
	JNE(LabelRef("four"))
	finish(reduce(mass, VADDPD), reduce(right, VADDPD), reduce(above, VADDPD))
}

// element is the float64 at an index of an array.
func element(array, index reg.Register) Mem { return Mem{Base: array, Index: index, Scale: numberSize} }

// reduce returns the result of an operation on all lanes of v.
func reduce(v reg.VecVirtual, operation func(...Op)) reg.Register {
	high := XMM()
	VEXTRACTF128(U8(1), v, high)
	operation(v.AsX(), high, high)
	other := XMM()
	VUNPCKHPD(high, high, other)
	operation(other, high, high)
	return high
}

// double returns memory that holds x in all lanes of a vector of float64 numbers.
func double(x float64) Mem {
	bits := math.Float64bits(x)
	return stored(fmt.Sprintf("number%x", bits), slices.Repeat([]Constant{U64(bits)}, fours))
}
