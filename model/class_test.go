package model

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/diff/fd"

	"ddpm/data/must"
	"ddpm/model/tensorfile/damage"
)

// conditional is a network of three classes.
func conditional() Config {
	config := small("silu")
	config.Classes = 3
	return config
}

// The network of a class must be the unconditional network whose first bias has the class's row of the first layer's weights added to
// it. The network of no class must have nothing added. This holds for predictions and for Jacobians.
func TestClassIsARowOfTheFirstLayer(t *testing.T) {
	n := randomNetwork(conditional())
	plain := small("silu")
	features, width := plain.features(), plain.Width
	rng := rand.New(rand.NewPCG(3, 9))
	x := make([][2]float64, jacobianRows+5)
	for i := range x {
		x[i] = [2]float64{rng.NormFloat64(), rng.NormFloat64()}
	}
	for class := -1; class < 3; class++ {
		alone := must.Get(NewNetwork(plain))
		rows := n.Weights[features*width:]
		copy(alone.Weights, n.Weights[:features*width])
		copy(alone.Weights[features*width:], rows[3*width:])
		if class >= 0 {
			for j := range width {
				alone.Weights[features*width+j] += rows[class*width+j]
			}
		}
		type denoiser interface {
			PredictNoise(dst, x [][2]float64, logSNR float64)
			PredictNoiseJacobian(noise [][2]float64, jacobian [][4]float64, x [][2]float64, logSNR float64)
		}
		of := denoiser(n)
		if class >= 0 {
			of = n.Class(class)
		}
		predict := func(d denoiser) (alone, noise [][2]float64, jacobian [][4]float64) {
			alone, noise, jacobian = make([][2]float64, len(x)), make([][2]float64, len(x)), make([][4]float64, len(x))
			d.PredictNoise(alone, x, .3)
			d.PredictNoiseJacobian(noise, jacobian, x, .3)
			return alone, noise, jacobian
		}
		got, gotBeside, gotJacobian := predict(of)
		want, _, wantJacobian := predict(alone)
		if !cmp.Equal(got, gotBeside) {
			t.Error("the noise beside the Jacobian is not that of PredictNoise")
		}
		for i := range x {
			for k := range 2 {
				if math.Abs(got[i][k]-want[i][k]) > 1e-5 {
					t.Fatalf("class %d: predicted %v, want %v", class, got[i], want[i])
				}
			}
			for k := range 4 {
				if math.Abs(gotJacobian[i][k]-wantJacobian[i][k]) > 1e-4 {
					t.Fatalf("class %d: Jacobian %v, want %v", class, gotJacobian[i], wantJacobian[i])
				}
			}
		}
	}
}

// The gradient of a shard is that of its weighted loss, by differences in every weight. The loss that Run returns has the rows'
// importance instead of their weights. It holds for each prediction, with classes. Both are float32 computations: hence the tolerance.
func TestShardGradientIsOfTheWeightedLoss(t *testing.T) {
	for _, predict := range PredictionNames() {
		config := conditional()
		config.Width, config.Blocks, config.Predict = 4, 1, predict
		n := randomNetwork(config)
		const rows, batch = 8, 10
		s := n.NewShard(rows, batch)
		fill(rand.New(rand.NewPCG(6, 1)), s)
		plain := lossOf(s)
		if math.Abs(plain-weightedLoss(s)) > 1e-6*plain {
			t.Errorf("%s: with weights of 1 the loss is %v, without weights %v", predict, weightedLoss(s), plain)
		}
		for i := range s.Weight {
			s.Weight[i] = float32(i) / 2
		}
		if again := lossOf(s); again != plain {
			t.Errorf("%s: the loss without weights was %v and is %v with them", predict, plain, again)
		}
		gradient := slices.Clone(s.Gradient)
		for i := range s.Importance {
			s.Importance[i] = s.Weight[i]
		}
		if got, want := lossOf(s), weightedLoss(s); math.Abs(got-want) > 1e-6*want {
			t.Errorf("%s: weights as importance make the loss %v, as weights %v", predict, got, want)
		}
		at := make([]float64, len(n.Weights))
		for i, w := range n.Weights {
			at[i] = float64(w)
		}
		want := fd.Gradient(nil, func(w []float64) float64 {
			for i := range w {
				n.Weights[i] = float32(w[i])
			}
			s.Run()
			return weightedLoss(s)
		}, at, &fd.Settings{Formula: fd.Central, Step: 1e-2})
		for i := range want {
			if math.Abs(float64(gradient[i])-want[i]) > 5e-3*(1+math.Abs(want[i])) {
				t.Fatalf("%s: d/dw[%d] is %v, by differences %v", predict, i, gradient[i], want[i])
			}
		}
	}
}

// In a fresh network only the rows of the classes depend on how many classes there are.
func TestInitSeesTheFeaturesAlone(t *testing.T) {
	config := conditional()
	config.Classes, config.Width = 100, 64
	n := must.Get(NewNetwork(config))
	n.Init(rand.New(rand.NewPCG(1, 2)))
	features := config.features() - config.Classes
	squares := 0.0
	for _, w := range n.Weights[:features*config.Width] {
		squares += float64(w * w)
	}
	// Of 16·64 draws, within 5 standard errors (error probability below 1e-5).
	count := float64(features * config.Width)
	if got, want := squares/count, 1/float64(features); math.Abs(got/want-1) > 5*math.Sqrt(2/count) {
		t.Errorf("weights have variance %v, want %v", got, want)
	}
}

// The model that is read is the one that was written, and makes the same file again. That of a model without classes mentions none.
func TestModelFileKeepsEverything(t *testing.T) {
	m := testModel()
	m.Network, m.Labels = randomNetwork(conditional()), []string{"cat", "dog", "=1,\"2\""}
	var file, again bytes.Buffer
	must.Do(m.Write(&file))
	whole := bytes.Clone(file.Bytes())
	got, err := Read(&file)
	if err != nil || !same(got, m) || !slices.Equal(got.Schedule.levels, m.Schedule.levels) {
		t.Fatalf("the model that was read is not the one written (error %v)", err)
	}
	if err := got.Write(&again); err != nil || !bytes.Equal(again.Bytes(), whole) {
		t.Errorf("written again, the file differs (error %v)", err)
	}
	damaged := damage.Header(damage.Unchecked(whole), `\"cat\",\"dog\"`, `\"cat,,,,,dog\"`)
	if _, err := Read(bytes.NewReader(damaged)); err == nil || err.Error() != `damaged metadata "labels"` {
		t.Errorf("three classes with two names were read: error %v", err)
	}
	var plain bytes.Buffer
	if err := testModel().Write(&plain); err != nil || bytes.Contains(plain.Bytes(), []byte("labels")) || bytes.Contains(plain.Bytes(), []byte("classes")) {
		t.Errorf("the file of a model without classes mentions them (error %v)", err)
	}
}

func TestClassMisusePanics(t *testing.T) {
	n := randomNetwork(conditional())
	for name, wrong := range map[string]func(){
		"class 3":     func() { n.Class(3) },
		"class -1":    func() { n.Class(-1) },
		"no classes":  func() { randomNetwork(small("silu")).Class(0) },
		"no names":    func() { (&Model{Network: n, Schedule: must.Get(NewSchedule("linear", 5))}).Write(new(bytes.Buffer)) },
		"prediction?": func() { Config{Predict: "score"}.Head(0) },
		"a name too many": func() {
			m := &Model{Network: n, Schedule: must.Get(NewSchedule("linear", 5)), Labels: []string{"a", "b", "c", "d"}}
			m.Write(new(bytes.Buffer))
		},
	} {
		checkPanics(t, name, wrong)
	}
}
