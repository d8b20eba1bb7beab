package data

import "testing"

// Streams of different seeds, purposes, steps or shards are different, also where two of these numbers are exchanged.
// The first words of so many independent streams coincide with a probability below 1e-11.
func TestStreamsDiffer(t *testing.T) {
	type stream struct {
		seed        uint64
		purpose     Purpose
		step, shard int
	}
	first := make(map[uint64]stream)
	for seed := range uint64(8) {
		for purpose := Weights; purpose <= Pixels; purpose++ {
			for step := range 12 {
				for shard := range 12 {
					s := stream{seed, purpose, step, shard}
					word := Rand(seed, purpose, step, shard).Uint64()
					if other, ok := first[word]; ok {
						t.Fatalf("%+v and %+v are the same stream", s, other)
					}
					first[word] = s
				}
			}
		}
	}
}
