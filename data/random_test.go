package data

import "testing"

// Streams with different seeds, purposes, steps or shards are different, also if two of these numbers are exchanged. Two of so many
// independent streams have the same first word with a probability below 1e-11.
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
