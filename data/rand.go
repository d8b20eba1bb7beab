package data

import "math/rand/v2"

// Purpose says what a stream of random numbers is for, so that no two uses of one seed share numbers.
type Purpose uint64

// The purposes of this program. A purpose's number is part of what a seed means: new ones go last.
const (
	Weights    Purpose = iota + 1 // the network's initial weights
	Batch                         // training batches: points, noise levels, noise
	Chain                         // a sampler's starting points and noise
	Truth                         // true points to compare with
	Floor                         // pairs of true sets, to learn a metric's noise
	Split                         // which rows of a file are held out
	Fixed                         // the draws that a finite training set consists of
	Drawn                         // points drawn for their own sake, and for pictures
	Subset                        // which points of a larger set are used
	Forward                       // the noise of a forward process that is looked at
	Probe                         // noised points at which a network is held against the best possible one
	Likelihood                    // points whose likelihood is taken
	Spread                        // noised points from which the noise that a reverse step should add is estimated
	Pixels                        // the noise on a picture
)

// Rand returns the stream of random numbers for a purpose, a step and a shard of the work. It depends on these four
// numbers alone, so results depend neither on the number of threads nor on where a run was interrupted.
func Rand(seed uint64, purpose Purpose, step, shard int) *rand.Rand {
	key := seed
	for _, part := range [...]uint64{uint64(purpose), uint64(step), uint64(shard)} {
		key = mix(key ^ mix(part))
	}
	return rand.New(rand.NewPCG(key, mix(key)))
}

// mix is one step of splitmix64: a bijection of 64-bit words that sends neighbours far apart (Steele et al. 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
