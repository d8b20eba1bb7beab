// Package approximation has the numbers of the functions that the assembly and the WebAssembly module compute in the same way.
package approximation

// Limit is the largest exponent: e^87 and e^−87 are normal numbers.
const Limit = 87

// RoundingShift is 1.5·2²³: added to a small number, it rounds that to an integer, which the low bits then hold.
const RoundingShift = 3 << 22

// Power has the coefficients of a polynomial for 2ʳ, |r| ≤ 1/2, the constant one first. Its relative error is 1.8e-7. It is exact at 0.
var Power = []float64{1, 0.6931471361, 0.2402230303, 0.05550490489, 0.009668166665, 0.001333741372}

// Farthest is where the normal density and its tail are 0 in float32.
const Farthest = 13

// Tail has the coefficients of a polynomial in t = 1/(1+0.3a) for Q(a)·exp(a²/2)/t, where Q is the upper tail of the normal distribution.
// They were fitted by Remez exchange on 0 ≤ a ≤ 14. The relative error is 1.5e-7.
var Tail = []float64{0.1196292989, 0.1207539555, 0.09991349587, 0.1285616131, -0.05368361663, 0.2063534744, -0.1572030633, 0.0356747693}
