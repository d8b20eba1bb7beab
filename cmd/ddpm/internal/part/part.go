// Package part divides work among processes that know nothing of each other. Each process is told which part is its own, as in 3/16, by the
// user or by the engine that started it.
//
// Read part.go, then auto.go (what an engine says) and slurm.go (the job file).
package part

import (
	"fmt"
	"strconv"
	"strings"
)

// Part is one of Count parts of some work. Index counts from 0.
type Part struct{ Index, Count int }

// Whole is the only part of work that is not divided.
var Whole = Part{0, 1}

// IsWhole reports whether there are no other parts.
func (p Part) IsWhole() bool { return p.Count == 1 }

// String returns the part as the user writes it: 3/16.
func (p Part) String() string { return fmt.Sprintf("%d/%d", p.Index, p.Count) }

// Owns reports whether a piece of work is this part's, by its number from 0. Each piece belongs to exactly one part. Pieces that follow each
// other belong to different parts.
func (p Part) Owns(piece int) bool { return piece%p.Count == p.Index }

// Range returns the pieces lo, …, hi−1 of n that are this part's, if each part takes pieces that follow each other. The ranges of all parts,
// one after another, are 0, …, n−1. Their lengths differ by one at most.
func (p Part) Range(n int) (lo, hi int) {
	start := func(part int) int { return n/p.Count*part + min(part, n%p.Count) }
	return start(p.Index), start(p.Index + 1)
}

// Parse reads a part: 3/16, or auto or auto/16 where an engine says which part it is. lookup returns the value of a variable of the
// environment, or "". For auto, why says in one line how the part was found; otherwise it is "". The error says what would be right.
func Parse(text string, lookup func(string) string) (p Part, why string, err error) {
	index, count, counted := strings.Cut(text, "/")
	wrong := fmt.Errorf("--part %s: want I/N, part I of N, from 0/N to N-1/N, or auto or auto/N in a job of Slurm or Kubernetes", text)
	if counted {
		if p.Count, err = strconv.Atoi(count); err != nil || p.Count < 1 {
			return Whole, "", wrong
		}
	}
	if index == auto {
		return fromEngine(p.Count, lookup)
	}
	if p.Index, err = strconv.Atoi(index); err != nil || !counted || p.Index < 0 || p.Index >= p.Count {
		return Whole, "", wrong
	}
	return p, "", nil
}
