package data

import (
	"encoding/binary"
	"math"
)

// arrayNumber is a type of the numbers in an array.
type arrayNumber struct {
	size  int // bytes
	value func(b []byte, order binary.ByteOrder) float64
}

// arrayNumbers are the types by NumPy's codes for them.
var arrayNumbers = map[string]arrayNumber{
	"i1": {1, func(b []byte, _ binary.ByteOrder) float64 { return float64(int8(b[0])) }},
	"i2": {2, func(b []byte, order binary.ByteOrder) float64 { return float64(int16(order.Uint16(b))) }},
	"i4": {4, func(b []byte, order binary.ByteOrder) float64 { return float64(int32(order.Uint32(b))) }},
	"i8": {8, func(b []byte, order binary.ByteOrder) float64 { return float64(int64(order.Uint64(b))) }},
	"u1": {1, func(b []byte, _ binary.ByteOrder) float64 { return float64(b[0]) }},
	"u2": {2, func(b []byte, order binary.ByteOrder) float64 { return float64(order.Uint16(b)) }},
	"u4": {4, func(b []byte, order binary.ByteOrder) float64 { return float64(order.Uint32(b)) }},
	"u8": {8, func(b []byte, order binary.ByteOrder) float64 { return float64(order.Uint64(b)) }},
	"f2": {2, func(b []byte, order binary.ByteOrder) float64 { return float16(order.Uint16(b)) }},
	"f4": {4, func(b []byte, order binary.ByteOrder) float64 { return float64(math.Float32frombits(order.Uint32(b))) }},
	"f8": {8, func(b []byte, order binary.ByteOrder) float64 { return math.Float64frombits(order.Uint64(b)) }},
}

// float16 returns the value of a half-precision number of IEEE 754.
func float16(bits uint16) float64 {
	sign, exponent, fraction := 1-2*float64(bits>>15), int(bits>>10&31), float64(bits&1023)
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 31:
		if fraction != 0 {
			return math.NaN()
		}
		return math.Inf(int(sign))
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}
