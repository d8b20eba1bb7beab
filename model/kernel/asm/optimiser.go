package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// adamW emits the update of weights and moments, with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2): p is multiplied
// by keep first. Nothing is fused, so that plain Go gives the same bits.
func adamW(v isa) {
	begin("adamW"+v.name, "func(p, m, v, g []float32, "+
		"scale, beta1, oneLess1, beta2, oneLess2, root, epsilon, rate, keep float32)")
	Doc("adamW" + v.name + " multiplies p by keep, and then is adamPlain.")
	n := Load(Param("p").Len(), GP64()).(reg.GPVirtual)
	pointers := bases("p", "m", "v", "g")
	scale, beta1, oneLess1 := v.scalar("scale"), v.scalar("beta1"), v.scalar("oneLess1")
	beta2, oneLess2, root := v.scalar("beta2"), v.scalar("oneLess2"), v.scalar("root")
	epsilon, rate, keep := v.scalar("epsilon"), v.scalar("rate"), v.scalar("keep")
	v.elementwise(pointers[:3], pointers, n, func(x []reg.VecVirtual) []reg.VecVirtual {
		p, first, second, g := x[0], x[1], x[2], x[3]
		VMULPS(scale, g, g)
		VMULPS(beta1, first, first)
		VMULPS(beta2, second, second)
		square := v.vector()
		VMULPS(g, g, square)
		VMULPS(oneLess1, g, g)
		VADDPS(g, first, first)
		VMULPS(oneLess2, square, square)
		VADDPS(square, second, second)
		step, spread := v.vector(), v.vector()
		VSQRTPS(second, spread)
		VMULPS(root, spread, spread)
		VADDPS(epsilon, spread, spread)
		VMULPS(rate, first, step)
		VDIVPS(spread, step, step)
		VMULPS(keep, p, p)
		VSUBPS(step, p, p)
		return []reg.VecVirtual{p, first, second}
	})
	finish()
}

// ema emits avg += rate·(p - avg), unfused like adamW.
func ema(v isa) {
	begin("ema"+v.name, "func(avg, p []float32, rate float32)")
	Doc("ema" + v.name + " adds rate·(p - avg) to avg.")
	n := Load(Param("avg").Len(), GP64()).(reg.GPVirtual)
	pointers := bases("avg", "p")
	rate := v.scalar("rate")
	v.elementwise(pointers[:1], pointers, n, func(x []reg.VecVirtual) []reg.VecVirtual {
		VSUBPS(x[0], x[1], x[1])
		VMULPS(rate, x[1], x[1])
		VADDPS(x[1], x[0], x[0])
		return x[:1]
	})
	finish()
}

// bases loads the pointers of slices.
func bases(slices ...string) []reg.Register {
	list := make([]reg.Register, len(slices))
	for i, name := range slices {
		list[i] = Load(Param(name).Base(), GP64())
	}
	return list
}

// scalar broadcasts a float32 argument.
func (v isa) scalar(name string) reg.VecVirtual {
	argument, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	x := v.vector()
	VBROADCASTSS(argument.Addr, x)
	return x
}
