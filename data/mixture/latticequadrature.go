package mixture

import (
	"context"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"

	"ddpm/data/parallel"
)

// latticePanel is the largest width of an interval of nodes near an edge, in standard deviations of the noise.
const latticePanel = cutoff / 2

// nodes are the nodes of a lattice's quadrature on one axis.
type nodes struct {
	x, weight []float64
	near      []span      // the columns or rows that matter at each node
	density   [][]float64 // their factors at each node
	slope     [][]float64 // the derivatives of these factors
}

// span is the columns or rows from lo up to, but not including, hi.
type span struct{ lo, hi int }

// nodes returns the Gauss–Legendre nodes on an axis. Without noise their intervals are those between the edges of the boxes. With noise
// there are narrower intervals around every edge.
func (g *lattice) nodes(axis int) *nodes {
	n := g.count(axis)
	step, sigma := math.Abs(g.step[axis]), g.sigma[axis]
	least := min(g.first[axis], g.first[axis]+float64(n-1)*g.step[axis]) - g.half[axis]
	var node, weight [order]float64
	quad.Legendre{}.FixedLocations(node[:], weight[:], 0, 1)
	q := new(nodes)
	// add cuts [lo, hi] into equal intervals no wider than widest, and adds their nodes.
	add := func(lo, hi, widest float64) {
		if hi <= lo {
			return
		}
		parts := max(1, int(math.Ceil((hi-lo)/widest-1e-9)))
		width := (hi - lo) / float64(parts)
		for part := range parts {
			for k := range node {
				q.x = append(q.x, lo+(float64(part)+node[k])*width)
				q.weight = append(q.weight, weight[k]*width)
			}
		}
	}
	reach := cutoff * sigma
	most := (float64(n)*step + 2*reach) / coarsest // the widest interval far from edges
	fine := min(most, latticePanel*sigma)
	if 2*reach < step {
		for edge := range n + 1 {
			at := least + float64(edge)*step
			if sigma > 0 {
				add(at-reach, at, fine)
				add(at, at+reach, fine)
			}
			if edge < n {
				add(at+reach, at+step-reach, most)
			}
		}
	} else {
		add(least-reach, least+float64(n)*step+reach, fine)
	}
	var f factors
	for _, x := range q.x {
		g.evaluate(&f, axis, x, false)
		for f.lo < f.hi && f.log[f.lo] < f.top-negligible {
			f.lo++
		}
		for f.lo < f.hi && f.log[f.hi-1] < f.top-negligible {
			f.hi--
		}
		density, slope := make([]float64, f.hi-f.lo), make([]float64, f.hi-f.lo)
		for i := range density {
			density[i] = math.Exp(f.log[f.lo+i])
			slope[i] = density[i] * f.slope[f.lo+i]
		}
		q.near = append(q.near, span{f.lo, f.hi})
		q.density, q.slope = append(q.density, density), append(q.slope, slope)
	}
	return q
}

// integrate returns the integral over the plane of f(p, ∂p/∂x, ∂p/∂y), where p is the density, for an f about as smooth as p log p. The
// relative error is about 1e-5. The nodes form a grid, and the densities on it are products of matrices.
func (g *lattice) integrate(f func(p, across, up float64) float64) float64 {
	columns, rows := g.nodes(0), g.nodes(1)
	n := len(columns.x)
	// The sums over the columns, for every row of boxes and every horizontal node.
	along, sloping := make([]float64, g.rows*n), make([]float64, g.rows*n)
	parallel.Blocks(context.Background(), g.rows, 8, func(lo, hi int) {
		for r := lo; r < hi; r++ {
			for i, near := range columns.near {
				w := g.weights[r*g.columns+near.lo : r*g.columns+near.hi]
				along[r*n+i] = floats.Dot(w, columns.density[i])
				sloping[r*n+i] = floats.Dot(w, columns.slope[i])
			}
		}
	})
	// The sums over the rows, for each vertical node and for so many horizontal nodes at a time that they stay in the processor's cache.
	const wide = 512
	parts := make([]float64, len(rows.x))
	parallel.Blocks(context.Background(), len(rows.x), 64, func(lo, hi int) {
		var density, across, up [wide]float64
		for left := 0; left < n; left += wide {
			right := min(left+wide, n)
			density, across, up := density[:right-left], across[:right-left], up[:right-left]
			for j := lo; j < hi; j++ {
				clear(density)
				clear(across)
				clear(up)
				for i, r := 0, rows.near[j].lo; r < rows.near[j].hi; i, r = i+1, r+1 {
					floats.AddScaled(density, rows.density[j][i], along[r*n+left:r*n+right])
					floats.AddScaled(across, rows.density[j][i], sloping[r*n+left:r*n+right])
					floats.AddScaled(up, rows.slope[j][i], along[r*n+left:r*n+right])
				}
				for i, p := range density {
					if p > 0 {
						parts[j] += rows.weight[j] * columns.weight[left+i] * f(p, across[i], up[i])
					}
				}
			}
		}
	})
	return floats.Sum(parts)
}
