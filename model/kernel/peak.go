package kernel

// MultiplyAdds does rounds of independent multiply-adds on registers alone, as many at once as Mul does in its inner
// loop, and returns how many floating-point operations that was. Their number per second is the most that a core can reach.
func MultiplyAdds(rounds int) (operations int) {
	if rounds < 1 {
		return 0
	}
	return multiplyAdds(rounds)
}

var multiplyAdds = multiplyAddsPlain

func multiplyAddsPlain(rounds int) int {
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	x := float32(rounds)
	for range rounds {
		s0 += x * s0
		s1 += x * s1
		s2 += x * s2
		s3 += x * s3
		s4 += x * s4
		s5 += x * s5
		s6 += x * s6
		s7 += x * s7
	}
	sum := s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 // zero, but the compiler does not know that
	return 16*rounds + int(sum)
}
