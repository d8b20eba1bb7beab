package tables

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Write returns the text with the numbers of a table as they are printed, from the result of Compare. All else stays as it is, byte for byte.
// A table that is all of what is printed is replaced as a whole.
func (t Table) Write(text, printed string, r Result) string {
	if t.Whole {
		return text[:t.lo] + strings.Trim(printed, "\n") + "\n" + text[t.hi:]
	}
	slices.SortFunc(r.pairs, func(a, b pair) int { return b.text.lo - a.text.lo }) // from the end, so that places stay right
	for _, p := range r.pairs {
		changed := renewed(p.text.text, p.now.text, t.fenced)
		lo := p.text.lo
		if t.fenced { // columns stay aligned to the right, as long as two spaces are left
			for len([]rune(changed)) > len([]rune(text[lo:p.text.hi])) && strings.HasSuffix(text[t.lo:lo], "   ") {
				lo--
			}
			if lo > t.lo && text[lo-1] == ' ' {
				changed = strings.Repeat(" ", max(0, len([]rune(text[lo:p.text.hi]))-len([]rune(changed)))) + changed
			}
		}
		text = text[:lo] + changed + text[p.text.hi:]
	}
	return text
}

// renewed returns a cell of a text with the numbers and the star of the cell as it is printed. The numbers are as they are printed in a
// code block. Elsewhere they have as many digits as before, at most, and those stay that are the same to these digits.
func renewed(text, now string, verbatim bool) string {
	old, recent := tokens(text), tokens(now)
	if with := len(numbers(text)); with != len(numbers(now)) {
		return text
	} else if len(old) == with { // without noise, whatever is printed
		recent = withoutNoise(now, recent)
	}
	if len(old) != len(recent) {
		return text
	}
	var b strings.Builder
	last := 0
	for i, at := range old {
		written := now[recent[i][0]:recent[i][1]]
		if !verbatim {
			written = styled(text[at[0]:at[1]], written)
		}
		b.WriteString(text[last:at[0]] + written)
		last = at[1]
	}
	b.WriteString(text[last:])
	changed := b.String()
	switch {
	case starred(now) && !starred(text):
		return changed + " *"
	case starred(text) && !starred(now):
		return strings.TrimSuffix(strings.TrimSuffix(changed, " *"), ` \*`)
	}
	return changed
}

// withoutNoise returns the tokens of a text that do not follow a ±.
func withoutNoise(text string, all [][2]int) (some [][2]int) {
	for _, at := range all {
		if !strings.HasSuffix(strings.TrimSpace(text[:at[0]]), "±") {
			some = append(some, at)
		}
	}
	return some
}

// styled returns a number as another one is written: with as many decimals, and with or without the 0 before the point. If the two are the
// same when rounded, it is the other one. A number with a power of ten, or with fewer decimals, stays as it is.
func styled(like, written string) string {
	if before, now := parse(like), parse(written); math.Abs(before.value-now.value) <= before.half {
		return like
	}
	if strings.ContainsAny(like+written, "e,·") {
		return written
	}
	_, wanted, _ := strings.Cut(like, ".")
	_, decimals, _ := strings.Cut(written, ".")
	text := written
	if len(wanted) < len(decimals) {
		text = strconv.FormatFloat(parse(written).value, 'f', len(wanted), 64)
	}
	if strings.HasPrefix(strings.TrimLeft(like, "+-−"), ".") {
		text = strings.Replace(text, "0.", ".", 1)
	}
	return text
}
