package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

// adamW emits the update of weights and moments, with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2): p is multiplied
// by keep first. Nothing is fused, so that plain Go gives the same bits.
func adamW(v *isa) {
	v.begin("adamW", "func(p, m, v, g []float32, scale, beta1, oneLess1, beta2, oneLess2, root, epsilon, rate, keep float32)",
		"multiplies p by keep, and then is adamPlain.")
	n, pointers := slicesOf("p", "p", "m", "v", "g")
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
func ema(v *isa) {
	v.begin("ema", "func(avg, p []float32, rate float32)", "adds rate·(p - avg) to avg.")
	n, pointers := slicesOf("avg", "avg", "p")
	rate := v.scalar("rate")
	v.elementwise(pointers[:1], pointers, n, func(x []reg.VecVirtual) []reg.VecVirtual {
		VSUBPS(x[0], x[1], x[1])
		VMULPS(rate, x[1], x[1])
		VADDPS(x[1], x[0], x[0])
		return x[:1]
	})
	finish()
}
