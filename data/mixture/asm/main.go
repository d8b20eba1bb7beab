// Command asm writes the assembly of package mixture, and the Go declarations of its functions. Run it by go generate in the
// folder above. It is a module of its own, so that the generator's library is no dependency of the program.
package main

import (
	"math"
	"strconv"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	word  = 8        // bytes
	lanes = 4        // words a vector
	size  = 8 * word // of a kernel
)

func main() {
	ConstraintExpr("!purego")
	gaussians()
	exps()
	Generate()
}

// gaussians emits, for four kernels at a time, with e = mean − x and P the precision: P e, and log − eᵀP e/2.
func gaussians() {
	TEXT("gaussiansAVX2", NOSPLIT, "func(log, across, up, kernels *float64, n int, x, y float64) float64")
	Pragma("noescape")
	Doc("gaussiansAVX2 does what gaussiansPlain does, for n kernels, divisible by 4 and not 0.")
	log := Load(Param("log"), GP64())
	across := Load(Param("across"), GP64())
	up := Load(Param("up"), GP64())
	kernels := Load(Param("kernels"), GP64())
	n := Load(Param("n"), GP64())
	x, y, half, largest := everywhere(address("x")), everywhere(address("y")), YMM(), YMM()
	VMOVUPD(number(0.5), half)
	VMOVUPD(number(math.Inf(-1)), largest)
	index := GP64()
	XORQ(index, index)

	// pair sorts two words of each of four kernels into two vectors.
	pair := func(first int) (low, high reg.VecVirtual) {
		at := func(kernel int) Mem { return Mem{Base: kernels, Disp: kernel*size + first*word} }
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
	ex, ey := pair(0)
	value, xx := pair(2)
	xy, yy := pair(4)
	VSUBPD(x, ex, ex)
	VSUBPD(y, ey, ey)
	right, above := YMM(), YMM()
	VMULPD(ex, xx, right)
	VFMADD231PD(ey, xy, right)
	VMULPD(ex, xy, above)
	VFMADD231PD(ey, yy, above)
	to := func(p reg.Register) Mem { return Mem{Base: p, Index: index, Scale: word} }
	VMOVUPD(right, to(across))
	VMOVUPD(above, to(up))
	VMULPD(ex, right, right)
	VFMADD231PD(ey, above, right)
	VFNMADD231PD(half, right, value)
	VMOVUPD(value, to(log))
	VMAXPD(largest, value, largest) // largest, if the value is NaN

	ADDQ(U32(lanes*size), kernels)
	ADDQ(U8(lanes), index)
	CMPQ(index, n)
	JNE(LabelRef("four"))
	give(total(largest, VMAXPD))
}

// exps emits w = e^(x − top) = 2^n e^r with n the integer nearest to (x − top)/ln 2, and e^r its Taylor polynomial: at
// |r| ≤ ln 2/2, the rest is below r¹⁴/14! < 5e-18; and the sums of w, w·across and w·up.
func exps() {
	TEXT("expsAVX2", NOSPLIT, "func(x, across, up *float64, n int, top, below float64) (mass, right, above float64)")
	Pragma("noescape")
	Doc("expsAVX2 does what expsPlain does, for n numbers, divisible by 4 and not 0.")
	const (
		degree   = 13
		rounding = 3 << 51 // added to a number, it leaves the nearest integer in the low bits
		// ln 2 in two parts, the first of few bits, so that its product with n is exact.
		high = 0x1.62e42feep-1
		low  = math.Ln2 - high
	)
	x := Load(Param("x"), GP64())
	across := Load(Param("across"), GP64())
	up := Load(Param("up"), GP64())
	n := Load(Param("n"), GP64())
	top, below := everywhere(address("top")), everywhere(address("below"))
	mass, right, above := YMM(), YMM(), YMM()
	for _, sum := range []reg.VecVirtual{mass, right, above} {
		VXORPD(sum, sum, sum)
	}
	index := GP64()
	XORQ(index, index)
	at := func(p reg.Register) Mem { return Mem{Base: p, Index: index, Scale: word} }

	Label("four")
	y, counts, any := YMM(), YMM(), GP32()
	VMOVUPD(at(x), y)
	VSUBPD(top, y, y)
	VCMPPD(U8(0x1e), below, y, counts) // y > below, and no if y is NaN
	VMOVMSKPD(counts, any)
	TESTL(any, any)
	JNZ(LabelRef("some"))
	VMOVUPD(counts, at(x))
	JMP(LabelRef("next"))
	Label("some")
	shifted, whole, power := YMM(), YMM(), YMM()
	VMOVUPD(number(rounding), whole)
	VMOVAPD(whole, shifted)
	VFMADD231PD(number(math.Log2E), y, shifted)
	VSUBPD(whole, shifted, whole)
	VFNMADD231PD(number(high), whole, y)
	VFNMADD231PD(number(low), whole, y)
	factorial := 1.0
	for k := 2; k <= degree; k++ {
		factorial *= float64(k)
	}
	VMOVUPD(number(1/factorial), power)
	for k := degree; k > 0; k-- {
		factorial /= float64(k)
		VFMADD213PD(number(1/factorial), y, power)
	}
	VPSLLQ(U8(52), shifted, shifted)
	VPADDQ(shifted, power, power)
	VANDPD(counts, power, power)
	VMOVUPD(power, at(x))
	VADDPD(power, mass, mass)
	VFMADD231PD(at(across), power, right)
	VFMADD231PD(at(up), power, above)
	Label("next")
	ADDQ(U8(lanes), index)
	CMPQ(index, n)
	JNE(LabelRef("four"))
	give(total(mass, VADDPD), total(right, VADDPD), total(above, VADDPD))
}

// give returns numbers to Go, which may use instructions that are slow while the upper halves of vectors are in use.
func give(numbers ...reg.Register) {
	VZEROUPPER()
	for i, x := range numbers {
		Store(x, ReturnIndex(i))
	}
	RET()
}

// address is where a parameter is.
func address(parameter string) Mem {
	basic, err := Param(parameter).Resolve()
	if err != nil {
		panic(err)
	}
	return basic.Addr
}

// everywhere returns a vector whose lanes all hold the number in memory.
func everywhere(m Mem) reg.VecVirtual {
	v := YMM()
	VBROADCASTSD(m, v)
	return v
}

// total returns the result of an operation on the four lanes of v.
func total(v reg.VecVirtual, operation func(...Op)) reg.Register {
	high := XMM()
	VEXTRACTF128(U8(1), v, high)
	operation(v.AsX(), high, high)
	other := XMM()
	VUNPCKHPD(high, high, other)
	operation(other, high, high)
	return high
}

var numbers = map[float64]Mem{}

// number returns a vector in memory whose lanes all hold x.
func number(x float64) Mem {
	m, ok := numbers[x]
	if !ok {
		bits := math.Float64bits(x)
		m = GLOBL("number"+strconv.FormatUint(bits, 16), RODATA|NOPTR)
		for lane := range lanes {
			DATA(lane*word, U64(bits))
		}
		numbers[x] = m
	}
	return m
}
