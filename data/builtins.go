package data

import (
	"math"
	"slices"
	"sync"

	"ddpm/data/mixture"
)

// Builtin is a distribution that comes with the program: a mixture with a name.
type Builtin struct {
	Name        string
	Description string                  // one line
	Mixture     func() *mixture.Mixture // returns the distribution, which the first call builds
}

var builtins = []Builtin{
	builtin("eightgaussians", "eight Gaussians with standard deviation 1 on a circle of radius 5", eightGaussians),
	builtin("grid", "25 narrow Gaussians on a square grid", grid),
	builtin("lopsided", "four Gaussians that hold 90%, 7%, 2% and 1% of the points", lopsided),
	builtin("moons", "two interleaving half circles", moons),
	builtin("scurve", "the letter S", sCurve),
	builtin("circles", "two concentric circles", circles),
	builtin("swissroll", "a spiral of one and a half turns, rolled like the cake", swissRoll),
	builtin("spirals", "two spirals around each other, one and a half turns each", spirals),
	builtin("pinwheel", "five curved arms", pinwheel),
	builtin("checkerboard", "the eight dark cells of a board of sixteen", checkerboard),
	builtin("square", "the uniform distribution on a square with side 2", square),
	builtin("gopher", "the Go gopher, drawn with a jittery pen", gopher),
}

// builtin returns a built-in distribution with the given components.
func builtin(name, description string, components func() []mixture.Component) Builtin {
	return Builtin{name, description, sync.OnceValue(func() *mixture.Mixture { return mixture.New(components()) })}
}

// Builtins returns the built-in distributions in the order in which they are listed.
func Builtins() []Builtin { return slices.Clone(builtins) }

// BuiltinNames returns the names of the built-in distributions in the order of Builtins.
func BuiltinNames() (names []string) {
	for _, builtin := range builtins {
		names = append(names, builtin.Name)
	}
	return names
}

// Lookup returns the built-in distribution of that name, and whether there is one.
func Lookup(name string) (Builtin, bool) {
	i := slices.IndexFunc(builtins, func(b Builtin) bool { return b.Name == name })
	if i < 0 {
		return Builtin{}, false
	}
	return builtins[i], true
}

// mode returns a Gaussian with the same standard deviation in all directions.
func mode(weight float64, label int, mean Point, deviation float64) mixture.Component {
	return mixture.Component{Weight: weight, Label: label, Mean: mean, Cov: [3]float64{deviation * deviation, 0, deviation * deviation}}
}

// polar returns the point at a distance and an angle from the origin.
func polar(r, angle float64) Point { return Point{r * math.Cos(angle), r * math.Sin(angle)} }

func eightGaussians() (c []mixture.Component) {
	for k := range 8 {
		c = append(c, mode(1, k, polar(5, math.Pi/4*float64(k)), 1))
	}
	return c
}

func grid() (c []mixture.Component) {
	for k := range 25 {
		c = append(c, mode(1, k, Point{float64(k%5 - 2), float64(k/5 - 2)}, 0.1))
	}
	return c
}

func lopsided() []mixture.Component {
	return []mixture.Component{
		mode(0.90, 0, Point{0, 0}, 0.3),
		mode(0.07, 1, Point{4, 0}, 0.3),
		mode(0.02, 2, Point{0, 4}, 0.3),
		mode(0.01, 3, Point{-4, -4}, 0.3),
	}
}

// moons is make_moons of scikit-learn times 2, with x shifted by −1.
func moons() []mixture.Component {
	outer := func(u float64) Point { return Point{2*math.Cos(u) - 1, 2 * math.Sin(u)} }
	inner := func(u float64) Point { return Point{1 - 2*math.Cos(u), 1 - 2*math.Sin(u)} }
	return slices.Concat(
		curve{at: outer, hi: math.Pi}.along(1, 0.1, 0),
		curve{at: inner, hi: math.Pi}.along(1, 0.1, 1))
}

// sCurve is (x, z) of make_s_curve of scikit-learn times 1.5.
func sCurve() []mixture.Component {
	at := func(u float64) Point {
		return Point{1.5 * math.Sin(u), math.Copysign(1.5, u) * (math.Cos(u) - 1)}
	}
	return curve{at: at, lo: -1.5 * math.Pi, hi: 1.5 * math.Pi}.along(1, 0.075, 0)
}

func circles() (c []mixture.Component) {
	for label, radius := range [...]float64{3.5, 1.75} {
		c = append(c, circle(Point{}, radius).along(1, 0.175, label)...)
	}
	return c
}

func swissRoll() []mixture.Component {
	at := func(u float64) Point { return polar(u/10, u) }
	return uniformly(at, 1.5*math.Pi, 4.5*math.Pi).along(1, 0.05, 0)
}

func spirals() (c []mixture.Component) {
	for label, sign := range [...]float64{1, -1} {
		arm := curve{
			at:   func(u float64) Point { return polar(sign*u/3, u) },
			hi:   3 * math.Pi,
			mass: func(u float64) float64 { return u * u / (9 * math.Pi * math.Pi) }, // u = 3π√U
		}
		c = append(c, arm.along(1, 0.1, label)...)
	}
	return c
}

func pinwheel() (c []mixture.Component) {
	for k := range 5 {
		at := func(r float64) Point { return polar(r, 2*math.Pi/5*float64(k)+0.9*r) }
		c = append(c, uniformly(at, 0.3, 3).along(1, 0.1, k)...)
	}
	return c
}

func checkerboard() (c []mixture.Component) {
	for row := range 4 {
		for column := row % 2; column < 4; column += 2 {
			mean := Point{float64(2*column - 3), float64(2*row - 3)}
			c = append(c, mixture.Component{Weight: 1, Label: len(c), Mean: mean, Half: Point{1, 1}})
		}
	}
	return c
}

func square() []mixture.Component { return []mixture.Component{{Weight: 1, Half: Point{1, 1}}} }
