package tables

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// number is a number in a text, with the noise that is stated behind it.
type number struct {
	value   float64
	half    float64 // half a unit of the last digit: the value is rounded by up to so much
	noise   float64 // standard error or deviation: what stands after ±; 0: none does
	machine bool    // whether it depends on the machine: a time, a speed, or a ratio of these
}

// token matches a word, whose digits are no number, as in W2; or a number, which it captures: a sign, digits with commas between thousands, and
// a power of ten as in 4e-09 or 4·10⁻⁹.
var token = regexp.MustCompile(`[\pL_][\pL\pN_]*|([-+−]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)(?:e[-+]?\d+|·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)`)

// unit is that of a number that depends on the machine, right behind it.
var unit = regexp.MustCompile(`^ ?(?:s|ms|M/s|GFLOP/s|×|%)(?:[^\pL]|$)`)

// ofMachine are the names of rows or columns whose numbers depend on the machine.
var ofMachine = map[string]bool{"seconds": true, "threads": true, "GFLOP/s": true}

// tokens returns where the numbers of a text are.
func tokens(text string) (places [][2]int) {
	for _, at := range token.FindAllStringSubmatchIndex(text, -1) {
		if at[2] >= 0 {
			places = append(places, [2]int{at[2], at[3]})
		}
	}
	return places
}

// numbers returns the numbers of a cell, each with its noise. The names are those of its row and column.
func numbers(text string, names ...string) (found []number) {
	machine := slices.ContainsFunc(names, func(name string) bool { return ofMachine[name] })
	last := 0
	for _, at := range tokens(text) {
		n := parse(text[at[0]:at[1]])
		if strings.TrimSpace(text[last:at[0]]) == "±" && len(found) > 0 {
			found[len(found)-1].noise = n.value
		} else {
			n.machine = machine || unit.MatchString(text[at[1]:])
			found = append(found, n)
		}
		last = at[1]
	}
	return found
}

// superscripts are the digits of a power of ten.
var superscripts = strings.NewReplacer("⁻", "-", "⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")

// parse returns the number that a token is.
func parse(written string) number {
	digits := strings.NewReplacer(",", "", "−", "-", "·10", "e").Replace(superscripts.Replace(written))
	value, _ := strconv.ParseFloat(digits, 64)
	mantissa, exponent, _ := strings.Cut(digits, "e")
	_, decimals, _ := strings.Cut(mantissa, ".")
	power, _ := strconv.Atoi(exponent)
	return number{value: value, half: math.Pow(10, float64(power-len(decimals))) / 2}
}

// tolerated is how many standard errors two numbers with noise may differ by.
const tolerated = 3

// agrees reports whether another measurement of a number may be due to chance. With noise stated, the difference may be three of its standard
// errors. If only one has its noise stated, the other is as noisy. Numbers of the machine may differ by a factor. All others are exact: they
// may only be rounded in another way.
func (n number) agrees(other number, factor float64) bool {
	gap := math.Abs(n.value-other.value) - 1.001*max(n.half, other.half)
	if n.machine || other.machine {
		return gap <= 0 || n.value*other.value > 0 && math.Abs(math.Log(n.value/other.value)) <= math.Log(factor)
	}
	a, b := n.noise, other.noise
	if a == 0 {
		a = b
	}
	if b == 0 {
		b = a
	}
	return gap <= tolerated*math.Hypot(a, b)
}
