package spectrum

import (
	"image"
	"math"
	"slices"
	"testing"

	"ddpm/data"
)

// random returns a plane of standard normal numbers.
func random(width, height int) Plane {
	return Image{NewPlane(width, height)}.Noise(7, width*1000+height)[0]
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

func TestDCTIsItsDefinition(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 4}, {5, 1}, {2, 3}, {8, 8}, {7, 6}} {
		p := random(size[0], size[1])
		w, h := float64(p.Width), float64(p.Height)
		c := func(k int, n float64) float64 {
			if k == 0 {
				return math.Sqrt(1 / n)
			}
			return math.Sqrt(2 / n)
		}
		for i, got := range DCT(p).Values {
			u, v := i%p.Width, i/p.Width
			want := 0.0
			for j, value := range p.Values {
				x, y := float64(j%p.Width), float64(j/p.Width)
				want += value * math.Cos(math.Pi*float64(u)*(2*x+1)/(2*w)) * math.Cos(math.Pi*float64(v)*(2*y+1)/(2*h))
			}
			if want *= c(u, w) * c(v, h); !near(got, want, 1e-12) {
				t.Errorf("%v: X(%d, %d) = %v, by definition %v", size, v, u, got, want)
			}
		}
	}
}

func TestDCTKeepsTheEnergy(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {3, 2}, {64, 48}, {101, 37}, {128, 256}} {
		p := random(size[0], size[1])
		x := DCT(p)
		if !near(x.Energy()/p.Energy(), 1, 1e-12) {
			t.Errorf("%v: energy %v becomes %v", size, p.Energy(), x.Energy())
		}
	}
}

func TestZigzag(t *testing.T) {
	// JPEG's order of the 4 × 4 lowest frequencies (ITU-T T.81, figure 5, cut to 4 × 4), up to the direction of the first step.
	want := []int{0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15}
	got := Zigzag(4, 4)
	for i, place := range got {
		got[i] = place%4*4 + place/4
	}
	if !slices.Equal(got, want) && !slices.Equal(Zigzag(4, 4), want) {
		t.Errorf("zigzag %v", got)
	}
	for _, size := range [][2]int{{1, 5}, {6, 4}, {9, 7}} {
		order := Zigzag(size[0], size[1])
		if order[0] != 0 || order[len(order)-1] != len(order)-1 {
			t.Errorf("%v: from %d to %d", size, order[0], order[len(order)-1])
		}
		slices.Sort(order)
		for i, place := range order {
			if i != place {
				t.Fatalf("%v: not every frequency is there once", size)
			}
		}
	}
}

// White noise has the same expected energy at each frequency, so its compaction is the straight line k/N. The
// share is a beta variable with variance k/N·(1−k/N)/(N/2+1); the bound is 5 standard errors at each of 40 places (error
// probability below 3e-5).
func TestNoiseCompactsToAStraightLine(t *testing.T) {
	noise := Image{NewPlane(128, 96), NewPlane(128, 96), NewPlane(128, 96)}.Noise(3, 0)
	shares := Compaction(noise.Energies(), Zigzag(128, 96))
	n := float64(len(shares) - 1)
	for i := range 40 {
		k := int(n * (float64(i) + .5) / 40)
		p := float64(k) / n
		se := math.Sqrt(p * (1 - p) / (3*n/2 + 1))
		if !near(shares[k], p, 5*se) {
			t.Errorf("the lowest %v of frequencies have %v of the energy, %v standard errors off", p, shares[k], (shares[k]-p)/se)
		}
	}
}

// The energy of a noised image has the expectation a²|X|² + σ² at every frequency: over 400 noises each mean is within 5.5
// standard errors √((2σ⁴ + 4a²σ²|X|²)/400) (error probability below 1e-5 for 120 of them).
func TestNoisedEnergyIsExpected(t *testing.T) {
	const a, sigma, draws = .8, .6, 400
	m := Image{random(12, 10)}
	clean := m.Energies()
	expected, mean := Expected(clean, 1, a, sigma), make([]float64, len(clean))
	for draw := range draws {
		for i, e := range m.Noised(m.Noise(1, draw), a, sigma).Energies() {
			mean[i] += e / draws
		}
	}
	for i := range mean {
		se := math.Sqrt((2*math.Pow(sigma, 4) + 4*a*a*sigma*sigma*clean[i]) / draws)
		if !near(mean[i], expected[i], 5.5*se) {
			t.Errorf("frequency %d: energy %v, expected %v ± %v", i, mean[i], expected[i], se)
		}
	}
}

// Each doubling of the resolution multiplies the expected ratio by 4. The measured ratio is within 5 standard errors of the expected
// one; the relative standard error of the noise's power is √(2/values).
func TestPoolingRaisesTheSignalToNoiseRatio(t *testing.T) {
	smooth := NewPlane(203, 130)
	for i := range smooth.Values {
		smooth.Values[i] = math.Sin(float64(i%203)/30) * math.Cos(float64(i/203)/25)
	}
	all := Resolutions(Image{smooth, random(203, 130)}, 4, 16, 5)
	if len(all) != 4 {
		t.Fatalf("%d resolutions", len(all))
	}
	before := 0.0
	for i := len(all) - 1; i >= 0; i-- {
		r := all[i]
		if w, h := r.Image.Pooled(r.Factor).Size(); w != 25 || h != 16 {
			t.Fatalf("pooled to %d×%d", w, h)
		}
		expected, measured := r.SNR(.6, .8)
		if before > 0 && !near(expected/before, 4, 1e-9) {
			t.Errorf("twice the resolution multiplies the ratio by %v", expected/before)
		}
		if before = expected; !near(measured/expected, 1, 5*math.Sqrt(2./(2*25*16))) {
			t.Errorf("factor %d: ratio %v, expected %v", r.Factor, measured, expected)
		}
	}
	if few := Resolutions(Image{random(20, 40)}, 4, 16, 5); len(few) != 1 || few[0].Factor != 1 {
		t.Errorf("a small image has %d resolutions", len(few))
	}
}

func TestImageLooksLikeItsRaster(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 16, 16))
	for i := range img.Pix {
		img.Pix[i] = uint8(i)
	}
	m := NewImage(data.NewRaster(img, 100))
	picture := m.Picture()
	for i := range img.Pix {
		if r, g, b, _ := picture.At(i%16, i/16).RGBA(); r>>8 != uint32(i) || g != r || b != r {
			t.Errorf("pixel %d is %d", i, r>>8)
		}
	}
}
