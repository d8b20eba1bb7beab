package data

import "math/rand/v2"

// Purpose says what a stream of random numbers is for. Two uses of one seed have two purposes, and so share no numbers.
type Purpose uint64

// The purposes of this program. The number of a purpose decides which random numbers it gets: a new purpose goes last.
const (
	Weights    Purpose = iota + 1 // the network's first weights
	Batch                         // training batches: points, noise levels, noise
	Chain                         // the first points and the noise of a sampler
	Truth                         // true points to compare with
	Floor                         // pairs of sets of true points, from which a metric's floor is measured
	Split                         // which rows of a file are held out
	Fixed                         // the draws of a training set of fixed size
	Drawn                         // points for the user, and for pictures
	Subset                        // which points of a larger set are used
	Forward                       // the noise of a forward process that is shown
	Probe                         // noised points at which a network is compared with the best possible one
	Likelihood                    // points whose likelihood is computed
	Spread                        // noised points from which the optimal noise of a reverse step is estimated
	Pixels                        // the noise on a picture
	Pool                          // the points over which a training averages the noise in its rows
	Watch                         // the noise on held-out rows at which a training is watched
)

// Rand returns the stream of random numbers for a purpose, a step and a shard of the work. The stream depends on the seed and on
// these three only: neither on the number of threads nor on where a run was interrupted.
func Rand(seed uint64, purpose Purpose, step, shard int) *rand.Rand {
	key := seed
	for _, part := range [...]uint64{uint64(purpose), uint64(step), uint64(shard)} {
		key = mix(key ^ mix(part))
	}
	return rand.New(rand.NewPCG(key, mix(key)))
}

// mix is one step of splitmix64 (Steele et al. 2014): a bijection of 64-bit words that gives neighbouring words very different results.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
