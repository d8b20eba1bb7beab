package kernel

import "math"

// Adam holds the scalars of one optimiser step (Kingma & Ba 2015, algorithm 1).
type Adam struct {
	LearningRate float32
	Beta1, Beta2 float32 // decay of the first and second moment
	Epsilon      float32 // added to the root of the second moment
	Count        int     // which step this is, from 1: it sets the bias corrections 1 - βᵗ
	GradScale    float32 // multiplies the gradient first; below 1 if its norm is clipped
}

// coefficients are an Adam's scalars as one element's update needs them.
type coefficients struct {
	scale           float32 // of the gradient
	beta1, oneLess1 float32 // β₁, 1-β₁
	beta2, oneLess2 float32 // β₂, 1-β₂
	root            float32 // 1/√(1-β₂ᵗ)
	epsilon         float32
	rate            float32 // learning rate/(1-β₁ᵗ)
}

// Step updates the parameters p and the moments m and v by the gradient g. The update of an element depends on nothing
// but that element, so a step may be cut into ranges anywhere without changing a bit. The moments start at zero. Step panics if the
// lengths differ or Count is below 1.
func (a Adam) Step(p, m, v, g []float32) {
	sameLength(p, m, v, g)
	if a.Count < 1 {
		panic("kernel: Adam steps count from 1")
	}
	adam(p, m, v, g, a.coefficients())
}

func (a Adam) coefficients() coefficients {
	t := float64(a.Count)
	return coefficients{
		scale:    a.GradScale,
		beta1:    a.Beta1,
		oneLess1: float32(1 - float64(a.Beta1)),
		beta2:    a.Beta2,
		oneLess2: float32(1 - float64(a.Beta2)),
		root:     float32(1 / math.Sqrt(1-math.Pow(float64(a.Beta2), t))),
		epsilon:  a.Epsilon,
		rate:     float32(float64(a.LearningRate) / (1 - math.Pow(float64(a.Beta1), t))),
	}
}

var adam = adamPlain

// The conversions to float32 keep the compiler from fusing a product into a sum, so that all versions agree bit by bit.
func adamPlain(p, m, v, g []float32, c coefficients) {
	for i := range p {
		d := c.scale * g[i]
		m[i] = float32(c.beta1*m[i]) + float32(c.oneLess1*d)
		v[i] = float32(c.beta2*v[i]) + float32(c.oneLess2*float32(d*d))
		root := float32(math.Sqrt(float64(v[i])))
		p[i] = p[i] - float32(c.rate*m[i])/(float32(root*c.root)+c.epsilon)
	}
}

// EMA moves the average towards p: avg += rate·(p - avg). Elements are independent, as in Adam.Step.
func EMA(avg, p []float32, rate float32) {
	sameLength(avg, p)
	ema(avg, p, rate)
}

var ema = emaPlain

func emaPlain(avg, p []float32, rate float32) {
	for i, v := range p {
		avg[i] += float32(rate * (v - avg[i]))
	}
}
