package compare

import (
	"math"
	"slices"
)

// sorter sorts numbers by radix sort, and keeps its memory between uses. It sorts by the upper 33 bits, 11 bits at a time, from the least
// significant digit. Then it sorts those that agree in all these bits by comparisons. For 10,000 numbers it is several times as fast as
// slices.Sort (BenchmarkSort).
type sorter struct {
	keys, spare []uint64
	counts      [digits][1 << digitBits]uint32
}

const (
	digits    = 3
	digitBits = 11
	lowest    = 64 - digits*digitBits // the lowest bit of digit 0
	few       = 200                   // for fewer numbers slices.Sort is faster
)

// digit returns the k-th digit of a key.
func digit(key uint64, k int) uint64 { return key >> (lowest + k*digitBits) & (1<<digitBits - 1) }

// newSorter returns a sorter of n numbers.
func newSorter(n int) *sorter { return &sorter{keys: make([]uint64, n), spare: make([]uint64, n)} }

// sort sorts x in increasing order. len(x) must be the sorter's n, and x must not hold NaN.
func (s *sorter) sort(x []float64) {
	if len(x) < few {
		slices.Sort(x)
		return
	}
	clear(s.counts[:])
	for i, v := range x {
		// Positive floats have the order of their bits, and negative floats the reverse. The key has the order of all.
		key := math.Float64bits(v)
		key ^= uint64(int64(key)>>63) | 1<<63
		s.keys[i] = key
		for k := range digits {
			s.counts[k][digit(key, k)]++
		}
	}
	for k := range digits {
		count := &s.counts[k]
		var before uint32
		for value, c := range count {
			count[value] = before
			before += c
		}
		for _, key := range s.keys {
			value := digit(key, k)
			s.spare[count[value]] = key
			count[value]++
		}
		s.keys, s.spare = s.spare, s.keys
	}
	for lo := 0; lo < len(x); {
		hi := lo + 1
		for hi < len(x) && s.keys[hi]>>lowest == s.keys[lo]>>lowest {
			hi++
		}
		if hi > lo+1 {
			slices.Sort(s.keys[lo:hi])
		}
		lo = hi
	}
	for i, key := range s.keys {
		x[i] = math.Float64frombits(key ^ (uint64(^int64(key)>>63) | 1<<63))
	}
}
