package landscape

import (
	"hash/crc32"
	"image"
	"image/draw"
	"testing"
)

// The picture is part of what the program writes: each of its pixels counts.
func TestThePictureStaysTheSame(t *testing.T) {
	img := Draw()
	if got, want := img.Bounds(), image.Rect(0, 0, 512, 384); got != want {
		t.Fatalf("the picture is %v, want %v", got, want)
	}
	pixels := image.NewRGBA(img.Bounds())
	draw.Draw(pixels, pixels.Rect, img, image.Point{}, draw.Src)
	if got, want := crc32.ChecksumIEEE(pixels.Pix), uint32(0xcc2fc15b); got != want {
		t.Errorf("the checksum of the pixels is %#x, want %#x", got, want)
	}
}
