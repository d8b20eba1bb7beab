package figure

import (
	"bytes"
	"maps"
	"runtime"
	"testing"

	"ddpm/data"
	"ddpm/data/must"
)

// coarse returns the bytes of a figure's file with few pixels.
func coarse(figure Figure) []byte {
	var b bytes.Buffer
	must.Do(figure.Write(&b, Sharp/4.0))
	return b.Bytes()
}

func TestSameInputSameBytes(t *testing.T) {
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	frames := film60()[50:]
	learned, truth := frames[0].Points, frames[1].Points
	level := Level{"t = 1", learned, constant(data.Point{1, 2}), constant(data.Point{-1, 1}), ""}
	estimate, _ := Estimate(view, learned)
	figures := map[string]Figure{
		"loss":        Loss(history(3000, func(step float64) float64 { return 1 + 1/step })),
		"excess":      Excess(levels(50)),
		"cost":        Cost([]float64{1, 2, 3}, []float64{3, 1, 2}),
		"scores":      Scores(view, []Level{level, level, level}),
		"samplers":    Samplers(fourSamplers()),
		"points":      Points(view, learned, truth, "learned", "true", nil),
		"strip":       Strip(view, frames[:7]),
		"gif":         GIF(view, frames),
		"ridges":      Ridges(-3, 3, ridgelines(4)),
		"particles":   Strip(view, particles(learned, truth)),
		"heat gif":    GIF(view, heats(0, 1)),
		"forgettings": Forgettings(forgotten(2)),
		"density":     Density(Panel{Title: "learned", Density: &estimate}, heats(0)[0]),
	}
	maps.Copy(figures, imageFigures)
	for name, figure := range figures {
		t.Run(name, func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
			first := coarse(figure)
			for _, threads := range []int{1, 4} {
				runtime.GOMAXPROCS(threads)
				if !bytes.Equal(first, coarse(figure)) {
					t.Errorf("other bytes with GOMAXPROCS = %d", threads)
				}
			}
		})
	}
}

// The figures of a run are drawn at the same time.
func TestFiguresAtOnce(t *testing.T) {
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	points := gaussian2{}.draw(500, 0)
	want := written(Points(view, points, points, "learned", "true", nil))
	got := make(chan []byte)
	for range 4 {
		go func() {
			var b bytes.Buffer
			if err := Points(view, points, points, "learned", "true", nil).Write(&b, Sharp); err != nil {
				t.Error(err)
			}
			got <- b.Bytes()
		}()
	}
	for range 4 {
		if !bytes.Equal(<-got, want) {
			t.Error("other bytes when drawn beside others")
		}
	}
}
