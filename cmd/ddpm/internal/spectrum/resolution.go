package spectrum

// Resolution is an image at one of several resolutions, with noise at that resolution. Noise of standard deviation σ becomes σ/f by
// pooling f × f pixels, while the image becomes the same small image from every resolution. Each doubling of an image's sides thus
// multiplies the signal-to-noise ratio after pooling by 4, or 6 dB, at the same noise level. This is why large images need more noise
// (Chen 2023, "On the importance of noise scheduling for diffusion models", section 2).
type Resolution struct {
	Image  Image // clean
	Noise  Image // the noise on it
	Factor int   // f: from this resolution to the smallest, on either side
}

// Resolutions returns the image at full, half, quarter, … resolution, at most count of them, and only those with at least least pixels
// on either side. Pixels on the right and at the bottom that do not fill a pixel of the smallest resolution are left out.
func Resolutions(m Image, count, least int, seed uint64) []Resolution {
	width, height := m.Size()
	halvings := 0
	for halvings < count-1 && min(width, height)>>(halvings+1) >= least {
		halvings++
	}
	whole := 1 << halvings
	var all []Resolution
	for k := range halvings + 1 {
		r := Resolution{Image: m.pooled(1<<k, whole), Factor: whole >> k}
		r.Noise = r.Image.Noise(seed, 1+k)
		all = append(all, r)
	}
	return all
}

// SNR returns the signal-to-noise ratio of a·x + σ·ε after pooling to the smallest resolution: the expected one, a²V/(σ²/f²), where V
// is the variance of the smallest image, and the one measured with the noise that was drawn.
func (r Resolution) SNR(a, sigma float64) (expected, measured float64) {
	f := float64(r.Factor)
	signal := a * a * r.Image.Pooled(r.Factor).Variance()
	return signal / (sigma * sigma / (f * f)), signal / (sigma * sigma * r.Noise.Pooled(r.Factor).Power())
}
