package figure

import (
	"bytes"
	"io"
	"runtime"
	"testing"

	"ddpm/data"
)

func TestSameInputSameBytes(t *testing.T) {
	Scale = .5 // for speed
	defer func() { Scale = scale }()
	view := View{data.Point{-3, -3}, data.Point{3, 3}}
	frames := film60()[50:]
	learned, truth := frames[0].Points, frames[1].Points
	figures := map[string]func(io.Writer) error{
		"loss":   loss(history(3000, func(step float64) float64 { return 1 + 1/step })),
		"excess": excess(levels(50)),
		"cost":   cost([]float64{1, 2, 3}, []float64{3, 1, 2}),
		"scores": func(w io.Writer) error {
			level := Level{"t = 1", learned, constant(data.Point{1, 2}), constant(data.Point{-1, 1})}
			return Scores(w, view, []Level{level, level, level})
		},
		"samplers":    qualityOf(fourSamplers()),
		"points":      func(w io.Writer) error { return Points(w, view, learned, truth) },
		"strip":       func(w io.Writer) error { return Strip(w, view, frames[:7]) },
		"gif":         func(w io.Writer) error { return GIF(w, view, frames) },
		"ridges":      func(w io.Writer) error { return Ridges(w, -3, 3, ridgelines(4)) },
		"particles":   func(w io.Writer) error { return Joints(w, view, particles(learned, truth)) },
		"heat gif":    func(w io.Writer) error { return JointGIF(w, view, heats(0, 1)) },
		"forgettings": func(w io.Writer) error { return Forgettings(w, forgotten(2)) },
		"density": func(w io.Writer) error {
			estimate, _ := Estimate(view, learned)
			return Density(w, []Heat{{"learned", estimate}, {"true", Exact(view, gaussian2{})}})
		},
	}
	for name, figure := range figures {
		t.Run(name, func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
			first := written(t, figure)
			for _, threads := range []int{1, 4} {
				runtime.GOMAXPROCS(threads)
				if !bytes.Equal(first, written(t, figure)) {
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
	want := written(t, func(w io.Writer) error { return Points(w, view, points, points) })
	got := make(chan []byte)
	for range 4 {
		go func() {
			var b bytes.Buffer
			if err := Points(&b, view, points, points); err != nil {
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
