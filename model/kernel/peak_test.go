package kernel

import "testing"

// The operations are counted in proportion to the rounds, and no rounds do nothing.
func TestMultiplyAddsCounts(t *testing.T) {
	one := MultiplyAdds(1)
	if one < 2 || one%2 != 0 {
		t.Errorf("one round of multiply-adds is %d operations", one)
	}
	for _, rounds := range []int{2, 3, 1000} {
		if got := MultiplyAdds(rounds); got != rounds*one {
			t.Errorf("%d rounds are %d operations, one is %d", rounds, got, one)
		}
	}
	for _, rounds := range []int{0, -1} {
		if got := MultiplyAdds(rounds); got != 0 {
			t.Errorf("%d rounds are %d operations", rounds, got)
		}
	}
}
