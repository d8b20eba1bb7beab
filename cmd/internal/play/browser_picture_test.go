package play_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ddpm/data/must"
)

// pictureVariable names the environment variable that says to which file TestDrawPicture writes the picture of the page in the README.
const pictureVariable = "DDPM_PICTURE"

// The picture of the page shows a trained network at a noise level where the swiss roll is still seen.
func TestDrawPicture(t *testing.T) {
	file := os.Getenv(pictureVariable)
	if file == "" {
		t.Skip(pictureVariable + " does not name a file")
	}
	p := opened(t, "data=swissroll&t=25&layers=density,points&a=steps:6000&difference=error", look{width: 1280, height: 860})
	p.still()
	p.click("#train")
	for end := time.Now().Add(4 * patience); p.text("#train") != "Trained" && time.Now().Before(end); time.Sleep(time.Second) {
	}
	p.wait("document.querySelector('[data-panel=learned] .how').textContent.includes('probability flow')")
	p.wait("document.querySelector('#kl').textContent.includes('step 6,000')")
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png := must.Get(chromedp.Run(ctx, chromedp.CaptureScreenshot()))
	must.Do(os.WriteFile(file, png, 0o666))
}
