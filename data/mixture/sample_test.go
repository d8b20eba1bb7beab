package mixture_test

import (
	"math"
	"slices"
	"testing"

	"ddpm/data"
	"ddpm/data/mixture"
)

// Samples of each distribution are compared with what is known of it. A right program fails a comparison once in 10⁶.
func TestSamplesFollowTheDistribution(t *testing.T) {
	const n = 20_000
	const deviations = 4.9
	eachDistribution(t, func(t *testing.T, m *mixture.Mixture) {
		x, labels := make([]mixture.Point, n), make([]int, n)
		data.Draw(x, labels, m, 1, data.Drawn, 0)

		for axis := range 2 {
			// Kolmogorov and Smirnov: P(√n·sup|F̂ − F| > 2.7) ≈ 2e^(−2·2.7²) = 9e-7.
			coordinates := make([]float64, n)
			for i := range x {
				coordinates[i] = x[i][axis]
			}
			slices.Sort(coordinates)
			distribution, gap := m.Marginal(axis), 0.0
			for i := 0; i < n; i += 20 {
				p := distribution.CDF(coordinates[i])
				gap = max(gap, p-float64(i)/n, float64(i+1)/n-p)
			}
			if gap*math.Sqrt(n) > 2.7 {
				t.Errorf("axis %d: the samples' distribution function is off by %v", axis, gap)
			}
		}

		mean, cov := m.Mean(), m.Cov()
		empirical := data.Points(x)
		gotMean, gotCov := empirical.Mean(), empirical.Cov()
		for axis := range 2 {
			if off := math.Abs(gotMean[axis] - mean[axis]); off > deviations*math.Sqrt(cov[2*axis]/n) {
				t.Errorf("the mean of axis %d is off by %v", axis, off)
			}
		}
		for i, pair := range [3][2]int{{0, 0}, {0, 1}, {1, 1}} {
			var squares float64 // of the products whose mean is the covariance
			for _, p := range x {
				product := (p[pair[0]]-mean[pair[0]])*(p[pair[1]]-mean[pair[1]]) - cov[i]
				squares += product * product
			}
			if off := math.Abs(gotCov[i] - cov[i]); off > deviations*math.Sqrt(squares)/n+1e-3/math.Sqrt(n) {
				t.Errorf("covariance %d is off by %v", i, off)
			}
		}

		counts, shares := make([]float64, m.Labels()), make([]float64, m.Labels())
		for _, label := range labels {
			counts[label]++
		}
		for _, c := range m.Components() {
			shares[c.Label] += c.Weight
		}
		for label, share := range shares {
			if off := math.Abs(counts[label]/n - share); off > deviations*math.Sqrt(share*(1-share)/n) {
				t.Errorf("label %d has a share of %v, want %v", label, counts[label]/n, share)
			}
		}
	})
}

// The mean posterior probability of the label that is drawn with a point is the mean of the sum of squares of the posterior.
func TestLabelsBelongToTheirPoints(t *testing.T) {
	eachDistribution(t, func(t *testing.T, m *mixture.Mixture) {
		const n = 2000
		x, labels := make([]mixture.Point, n), make([]int, n)
		data.Draw(x, labels, m, 2, data.Drawn, 0)
		posterior := make([]float64, m.Labels())
		var sum, squares float64
		for i := range x {
			m.Posterior(posterior, x[i])
			difference := posterior[labels[i]]
			for _, p := range posterior {
				difference -= p * p
			}
			sum += difference
			squares += difference * difference
		}
		if math.Abs(sum) > 4.9*math.Sqrt(squares)+1e-9 {
			t.Errorf("labels are %v more likely than the posterior says, ± %v", sum/n, math.Sqrt(squares)/n)
		}
	})
}

// Draws from a slanted Gaussian have its covariance. A right program fails once in 10⁵.
func TestSamplesOfASlantedGaussian(t *testing.T) {
	const n = 20_000
	for seed, cov := range [][3]float64{{1, .8, 1}, {4, -1, .5}, {.25, .3, 1}} {
		m := mixture.New([]mixture.Component{{Weight: 1, Mean: mixture.Point{3, -2}, Cov: cov}})
		x := make([]mixture.Point, n)
		data.Draw(x, nil, m, uint64(seed), data.Drawn, 0)
		got := data.Points(x).Cov()
		// By Isserlis, the variance of a product of two coordinates is cov² plus the product of their variances.
		for i, pair := range [3][2]int{{0, 0}, {0, 2}, {2, 2}} {
			sd := math.Sqrt((cov[i]*cov[i] + cov[pair[0]]*cov[pair[1]]) / n)
			if off := math.Abs(got[i] - cov[i]); off > 4.9*sd {
				t.Errorf("covariance %v: that of draws is %v, off by %v standard errors in place %d", cov, got, off/sd, i)
			}
		}
	}
}
