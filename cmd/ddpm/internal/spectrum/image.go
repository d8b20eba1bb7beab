package spectrum

import (
	"context"
	"image"
	"image/color"
	"math"

	"ddpm/data"
	"ddpm/data/parallel"
)

// Image is an image of one or three channels, planes of one size, with values from −1 for black to 1 for white.
type Image []Plane

// NewImage returns the image of a raster, whose values are from 0 to 1.
func NewImage(r data.Raster) Image {
	var m Image
	for _, values := range r.Planes {
		p := NewPlane(r.Width, r.Height)
		for i, v := range values {
			p.Values[i] = 2*v - 1
		}
		m = append(m, p)
	}
	return m
}

// Size returns the image's width and height in pixels.
func (m Image) Size() (width, height int) { return m[0].Width, m[0].Height }

// Noise returns independent standard normal numbers in the shape of the image. They are a function of seed and number; another
// number gives other noise.
func (m Image) Noise(seed uint64, number int) Image {
	return m.each(func(channel int, p Plane) Plane {
		q := NewPlane(p.Width, p.Height)
		const block = 1 << 14
		parallel.Blocks(context.Background(), len(q.Values), block, func(lo, hi int) {
			rng := data.Rand(seed, data.Pixels, number, channel<<16+lo/block)
			for i := lo; i < hi; i++ {
				q.Values[i] = rng.NormFloat64()
			}
		})
		return q
	})
}

// Noised returns a·m + σ·noise.
func (m Image) Noised(noise Image, a, sigma float64) Image {
	return m.each(func(channel int, p Plane) Plane {
		q := NewPlane(p.Width, p.Height)
		for i, v := range p.Values {
			q.Values[i] = a*v + sigma*noise[channel].Values[i]
		}
		return q
	})
}

// each returns the image whose channels are the results of do.
func (m Image) each(do func(channel int, p Plane) Plane) Image {
	out := make(Image, len(m))
	for channel, p := range m {
		out[channel] = do(channel, p)
	}
	return out
}

// Energies returns the energy at each frequency, summed over the channels.
func (m Image) Energies() []float64 {
	sum := make([]float64, len(m[0].Values))
	for _, p := range m {
		for i, v := range DCT(p).Values {
			sum[i] += v * v
		}
	}
	return sum
}

// Power returns the mean of the squares of all values.
func (m Image) Power() float64 {
	sum := 0.0
	for _, p := range m {
		sum += p.Energy() / float64(len(p.Values)*len(m))
	}
	return sum
}

// Variance returns the power of the image after each channel's mean is subtracted.
func (m Image) Variance() float64 {
	sum := 0.0
	for _, p := range m {
		mean := 0.0
		for _, v := range p.Values {
			mean += v / float64(len(p.Values))
		}
		for _, v := range p.Values {
			sum += (v - mean) * (v - mean) / float64(len(p.Values)*len(m))
		}
	}
	return sum
}

// Pooled returns the image whose pixels are the means of squares of factor × factor pixels. Pixels on the right and at the bottom
// that fill no square are left out. It panics if there is no whole square.
func (m Image) Pooled(factor int) Image { return m.pooled(factor, factor) }

// pooled is Pooled, but leaves out the pixels that fill no square of whole × whole pixels, a multiple of factor.
func (m Image) pooled(factor, whole int) Image {
	return m.each(func(_ int, p Plane) Plane {
		q := NewPlane(p.Width/whole*(whole/factor), p.Height/whole*(whole/factor))
		if len(q.Values) == 0 {
			panic("spectrum: an image is too small to be pooled")
		}
		for y := range q.Height * factor {
			for x := range q.Width * factor {
				q.Values[y/factor*q.Width+x/factor] += p.Values[y*p.Width+x] / float64(factor*factor)
			}
		}
		return q
	})
}

// Picture returns the image in colours. Values below −1 are black, and those above 1 are white.
func (m Image) Picture() image.Image {
	width, height := m.Size()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	level := func(channel, i int) uint8 {
		return uint8(math.Round(255 * min(max((m[channel%len(m)].Values[i]+1)/2, 0), 1)))
	}
	for i := range width * height {
		img.SetRGBA(i%width, i/width, color.RGBA{level(0, i), level(1, i), level(2, i), 0xff})
	}
	return img
}
