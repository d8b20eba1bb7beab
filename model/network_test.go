package model

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ddpm/data/must"
	"ddpm/model/kernel"
	"ddpm/model/tensorfile/damage"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// small is a network quick to check in every weight. No layer has a width that fills whole vector registers.
func small(activation string) Config {
	return Config{
		Width: 9, Blocks: 2, Activation: activation, Predict: "v",
		Coordinate: Frequencies{.5, 3, 3},
		LogSNR:     Frequencies{.2, 1, 2},
		Damping:    .7,
	}
}

// randomNetwork returns a network with random weights in all layers.
func randomNetwork(config Config) *Network {
	n := must.Get(NewNetwork(config))
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range n.Weights {
		n.Weights[i] = float32(.4 * rng.NormFloat64())
	}
	return n
}

// activationOf returns the activation of that name, or nil for no name.
func activationOf(name string) activation {
	choice, _ := activations.Find(name)
	return choice.Value
}

// run returns the result of a node's op for the given inputs.
func run(node *G.Node, inputs ...G.Value) blas32.General {
	value := must.Get(node.Op().Do(inputs...))
	return general(value)
}

// weightedLoss is the loss whose gradient the last run of a shard left: the one with the rows' weights.
func weightedLoss(s *Shard) (loss float64) {
	for i, w := range s.Weight {
		d0 := float64(s.prediction[2*i] - s.Target[2*i])
		d1 := float64(s.prediction[2*i+1] - s.Target[2*i+1])
		loss += float64(w) * (d0*d0 + d1*d1) / float64(2*s.batch)
	}
	return loss
}

// lossOf runs a shard and returns its loss against its target.
func lossOf(s *Shard) float64 {
	s.Run()
	return s.Loss(s.Target)
}

// fill fills the inputs of a shard with random numbers, and with each class, and none, in turn.
func fill(rng *rand.Rand, s *Shard) {
	for _, values := range [][]float32{s.X, s.LogSNR, s.Target} {
		for i := range values {
			values[i] = float32(rng.NormFloat64())
		}
	}
	for i := range s.Class {
		s.Class[i] = float32(i%4 - 1)
	}
}

// reference is the same network made of Gorgonia's own operations, with a machine that also has its gradients.
type reference struct {
	prediction, loss G.Value
	gradients        []G.Value
	machine          G.VM
}

func newReference(n *Network, s *Shard) *reference {
	g := G.NewGraph()
	rows := len(s.LogSNR)
	input := func(name string, cols int, values []float32) *G.Node {
		return newInput(g, name, newMatrix(rows, cols, append([]float32(nil), values...)))
	}
	row := func(name string, values []float32) *G.Node {
		return newInput(g, name, newMatrix(1, len(values), append([]float32(nil), values...)))
	}
	x, logSNR, noise := input("x", 2, s.X), input("logSNR", 1, s.LogSNR), input("noise", 2, s.Target)
	var waves G.Nodes
	for i, of := range []*G.Node{
		G.Must(G.Mul(x, newInput(g, "first", newMatrix(2, 1, []float32{1, 0})))),
		G.Must(G.Mul(x, newInput(g, "second", newMatrix(2, 1, []float32{0, 1})))),
		logSNR,
	} {
		omega := n.config.Coordinate.Omega()
		if i == 2 {
			omega = n.config.LogSNR.Omega()
		}
		angles := G.Must(G.Mul(of, row(fmt.Sprint("omega", i), omega)))
		damping := make([]float32, 0, rows*len(omega))
		for _, u := range s.LogSNR {
			for _, w := range omega {
				_, sigma := SignalNoise(float64(u))
				if i == 2 {
					sigma = 0
				}
				damping = append(damping, float32(math.Exp(-math.Pow(n.config.Damping*sigma*float64(w), 2)/2)))
			}
		}
		damp := input(fmt.Sprint("damping", i), len(omega), damping)
		for _, wave := range []func(*G.Node) (*G.Node, error){G.Sin, G.Cos} {
			waves = append(waves, G.Must(G.HadamardProd(damp, G.Must(wave(angles)))))
		}
	}
	h := G.Must(G.Concat(1, waves...))
	ones := make([]float32, rows)
	for i := range ones {
		ones[i] = 1
	}
	var weights G.Nodes
	at := 0
	for _, spec := range n.config.Layers() {
		count := spec.In * spec.Out
		w := newInput(g, spec.Name, newMatrix(spec.In, spec.Out, n.Weights[at:at+count]))
		b := row(spec.Name+"bias", n.Weights[at+count:at+spec.weights()])
		weights = append(weights, w, b)
		z := G.Must(G.Add(G.Must(G.Mul(h, w)), G.Must(G.Mul(newInput(g, spec.Name+"ones", newMatrix(rows, 1, ones)), b))))
		y := z
		if spec.Activated {
			y = G.Must(G.HadamardProd(z, G.Must(G.Sigmoid(z))))
		}
		if spec.Residual {
			y = G.Must(G.Add(h, y))
		}
		h, at = y, at+spec.weights()
	}
	a, sigma := make([]float32, 2*rows), make([]float32, 2*rows)
	for i := range a {
		p, q := SignalNoise(float64(s.LogSNR[i/2]))
		a[i], sigma[i] = float32(p), float32(q)
	}
	h = G.Must(G.Add(G.Must(G.HadamardProd(input("a", 2, a), h)), G.Must(G.HadamardProd(input("sigma", 2, sigma), x))))
	ref := &reference{gradients: make([]G.Value, len(weights))}
	loss := G.Must(G.Mean(G.Must(G.Square(G.Must(G.Sub(h, noise))))))
	gradients := must.Get(G.Grad(loss, weights...))
	G.Read(h, &ref.prediction)
	G.Read(loss, &ref.loss)
	for i, gradient := range gradients {
		G.Read(gradient, &ref.gradients[i])
	}
	ref.machine = G.NewTapeMachine(g)
	return ref
}

func distance(a, b []float32) float64 {
	widen := func(s []float32) []float64 {
		wide := make([]float64, len(s))
		for i, v := range s {
			wide[i] = float64(v)
		}
		return wide
	}
	return floats.Distance(widen(a), widen(b), math.Inf(1))
}

func TestNetworkIsTheOneOfBuiltInOps(t *testing.T) {
	n := randomNetwork(small("silu"))
	const rows = 13
	shard := n.NewShard(rows, rows)
	fill(rand.New(rand.NewPCG(5, 6)), shard)
	loss := lossOf(shard)
	ref := newReference(n, shard)
	must.Do(ref.machine.RunAll())
	if want := float64(ref.loss.Data().(float32)); math.Abs(loss-want) > 1e-4*want {
		t.Errorf("loss %v, by built-in ops %v", loss, want)
	}
	var want []float32
	for _, gradient := range ref.gradients {
		want = append(want, gradient.Data().([]float32)...)
	}
	if d := distance(shard.Gradient, want); d > 1e-4 {
		t.Errorf("a gradient is %v from that of built-in ops", d)
	}

	wantNoise := ref.prediction.Data().([]float32)
	for i := range rows {
		x := [][2]float64{{float64(shard.X[2*i]), float64(shard.X[2*i+1])}}
		n.PredictNoise(x, x, float64(shard.LogSNR[i]))
		for axis, got := range x[0] {
			if want := float64(wantNoise[2*i+axis]); math.Abs(got-want) > 1e-4 {
				t.Errorf("row %d: predicted %v, by built-in ops %v", i, got, want)
			}
		}
	}
}

// checkGradients differentiates a weighted squared error of f(inputs) in every input that f is differentiable in, and
// compares with central differences. Both are float32 computations; tolerances allow for that.
func checkGradients(t *testing.T, name string, values []*tensor.Dense, differentiable int, build func(in G.Nodes) *G.Node) {
	t.Helper()
	g := G.NewGraph()
	var in G.Nodes
	for i, v := range values {
		in = append(in, newInput(g, fmt.Sprint("in", i), v))
	}
	out := build(in)
	target := newMatrix(out.Shape()[0], out.Shape()[1], nil)
	rng := rand.New(rand.NewPCG(7, 8))
	for i := range target.Float32s() {
		target.Float32s()[i] = float32(rng.NormFloat64())
	}
	weight := newMatrix(out.Shape()[0], 1, nil)
	for i := range weight.Float32s() {
		weight.Float32s()[i] = .5 + float32(i)
	}
	// The loss is ½ Σ w·|f − target|², with a weight w for each row.
	dOut := (&op{name: "weighted difference", run: func(y blas32.General, in []blas32.General) {
		for i := range y.Data {
			y.Data[i] = in[2].Data[i/y.Cols] * (in[0].Data[i] - in[1].Data[i])
		}
	}}).addTo(newMatrix(out.Shape()[0], out.Shape()[1], nil), out, newInput(g, "target", target), newInput(g, "weight", weight))
	loss := func() (sum float64) {
		y := resultOf(out)
		for i := range y {
			sum += float64(weight.Float32s()[i/out.Shape()[1]]) * math.Pow(float64(y[i]-target.Float32s()[i]), 2) / 2
		}
		return sum
	}
	gradients := backpropagate(out, dOut, in[:differentiable])
	machine := G.NewTapeMachine(g)
	run := func() {
		machine.Reset()
		must.Do(machine.RunAll())
	}
	run()
	var got [][]float32
	for _, gradient := range gradients {
		got = append(got, append([]float32(nil), general(gradient.Value()).Data...))
	}
	for i, v := range values[:differentiable] {
		data := v.Float32s()
		at := make([]float64, len(data))
		for j, x := range data {
			at[j] = float64(x)
		}
		set := func(x []float64) {
			for j := range data {
				data[j] = float32(x[j])
			}
		}
		want := fd.Gradient(nil, func(x []float64) float64 {
			set(x)
			run()
			return loss()
		}, at, &fd.Settings{Formula: fd.Central, Step: 1e-2})
		set(at)
		for j := range want {
			if math.Abs(float64(got[i][j])-want[j]) > 5e-3*(1+math.Abs(want[j])) {
				t.Errorf("%s: d/d in%d[%d] is %v, by differences %v", name, i, j, got[i][j], want[j])
			}
		}
	}
}

func randomMatrix(rng *rand.Rand, rows, cols int) *tensor.Dense {
	m := newMatrix(rows, cols, nil)
	for i := range m.Float32s() {
		m.Float32s()[i] = float32(.7 * rng.NormFloat64())
	}
	return m
}

func TestOpGradientsByDifferences(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		f        string
		residual bool
		in, out  int
	}{{"", false, 4, 2}, {"silu", false, 3, 5}, {"silu", true, 5, 5}, {"gelu", false, 3, 5}, {"gelu", true, 5, 5}} {
		name := fmt.Sprintf("layer %q residual %v", c.f, c.residual)
		values := []*tensor.Dense{randomMatrix(rng, 3, c.in), randomMatrix(rng, c.in+1, c.out)}
		checkGradients(t, name, values, 2, func(in G.Nodes) *G.Node {
			return addLayer(in[0], in[1], activationOf(c.f), c.residual, nil)
		})
	}
	checkGradients(t, "features", []*tensor.Dense{randomMatrix(rng, 4, 2), randomMatrix(rng, 4, 1)}, 1, func(in G.Nodes) *G.Node {
		return addFeatures(small("silu"), in...)
	})
	classes := small("silu")
	classes.Classes = 3
	class := newMatrix(4, 1, []float32{2, -1, 0, 1})
	checkGradients(t, "features with classes", []*tensor.Dense{randomMatrix(rng, 4, 2), randomMatrix(rng, 4, 1), class}, 1,
		func(in G.Nodes) *G.Node { return addFeatures(classes, in...) })
	for _, name := range PredictionNames() {
		values := []*tensor.Dense{randomMatrix(rng, 4, 2), randomMatrix(rng, 4, 2), randomMatrix(rng, 4, 1)}
		checkGradients(t, "head "+name, values, 1, func(in G.Nodes) *G.Node {
			choice := must.Get(predictions.Find(name))
			return addHead(choice.Value, in[0], in[1], in[2])
		})
	}
	checkGradients(t, "two layers", []*tensor.Dense{randomMatrix(rng, 3, 4), randomMatrix(rng, 5, 4), randomMatrix(rng, 5, 4)}, 3,
		func(in G.Nodes) *G.Node {
			h := addLayer(in[0], in[1], kernel.SiLU, true, nil)
			return addLayer(h, in[2], kernel.SiLU, true, nil)
		})
}

// The shards of a batch together are the batch: losses add up, and so do gradients.
func TestShardsAddUpToTheBatch(t *testing.T) {
	n := randomNetwork(small("silu"))
	const rows, cut = 11, 4
	whole := n.NewShard(rows, rows)
	fill(rand.New(rand.NewPCG(9, 9)), whole)
	first, second := n.NewShard(cut, rows), n.NewShard(rows-cut, rows)
	for _, part := range []struct {
		s  *Shard
		at int
	}{{first, 0}, {second, cut}} {
		copy(part.s.X, whole.X[2*part.at:])
		copy(part.s.Target, whole.Target[2*part.at:])
		copy(part.s.LogSNR, whole.LogSNR[part.at:])
	}
	loss, parts := lossOf(whole), lossOf(first)+lossOf(second)
	if math.Abs(loss-parts) > 1e-5*loss {
		t.Errorf("loss %v, of the parts %v", loss, parts)
	}
	sum := append([]float32(nil), first.Gradient...)
	for i, v := range second.Gradient {
		sum[i] += v
	}
	if d := distance(sum, whole.Gradient); d > 1e-5 {
		t.Errorf("gradients differ by %v", d)
	}
}

// Two runs of a shard give the same, and a run uses changed weights: nothing accumulates and nothing is kept.
func TestShardStartsAnew(t *testing.T) {
	n := randomNetwork(small("silu"))
	s := n.NewShard(5, 5)
	fill(rand.New(rand.NewPCG(2, 2)), s)
	loss := lossOf(s)
	gradient := append([]float32(nil), s.Gradient...)
	if again := lossOf(s); again != loss || !cmp.Equal(gradient, s.Gradient) {
		t.Error("the second run differs from the first")
	}
	n.Weights[0] += 1
	if lossOf(s) == loss {
		t.Error("the loss does not see the weights change")
	}
}

// A fresh network that predicts v starts from the exact denoiser of N(0, I).
func TestFreshNetworkIsRightForNoise(t *testing.T) {
	n := must.Get(NewNetwork(small("silu")))
	n.Init(rand.New(rand.NewPCG(1, 2)))
	x := [][2]float64{{.3, -2}, {1, 1}}
	got := make([][2]float64, 2)
	n.PredictNoise(got, x, 1.5)
	_, sigma := SignalNoise(1.5)
	for i := range x {
		for axis := range x[i] {
			if want := sigma * x[i][axis]; math.Abs(got[i][axis]-want) > 1e-6 {
				t.Errorf("predicted %v, want %v", got[i][axis], want)
			}
		}
	}
}

// The prediction for a point must not depend on other points, on its place or on the number of cores.
func TestPredictionIsPointwise(t *testing.T) {
	n := randomNetwork(small("gelu"))
	rng := rand.New(rand.NewPCG(1, 5))
	x := make([][2]float64, 3*predictRows+17)
	for i := range x {
		x[i] = [2]float64{rng.NormFloat64(), rng.NormFloat64()}
	}
	all := make([][2]float64, len(x))
	n.PredictNoise(all, x, -.5)
	for _, i := range []int{0, 1, predictRows - 1, predictRows, len(x) - 1} {
		alone := [][2]float64{x[i]}
		n.PredictNoise(alone, alone, -.5)
		if alone[0] != all[i] {
			t.Errorf("point %d: %v alone, %v among others", i, alone[0], all[i])
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, threads := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(threads)
		got := make([][2]float64, len(x))
		n.PredictNoise(got, x, -.5)
		if !cmp.Equal(got, all) {
			t.Errorf("%d threads predict otherwise", threads)
		}
	}
}

// Few points have a smaller graph: the Jacobian in them must be the same to the last bit.
func TestJacobianIsPointwise(t *testing.T) {
	n := randomNetwork(small("silu"))
	x := normalPoints(rand.New(rand.NewPCG(1, 6)), jacobianRows+fewRows+1)
	noise, jacobian := make([][2]float64, len(x)), make([][4]float64, len(x))
	n.PredictNoiseJacobian(noise, jacobian, x, .4)
	for _, few := range []int{1, fewRows, fewRows + 1} {
		of := x[len(x)-few:]
		fewNoise, fewJacobian := make([][2]float64, few), make([][4]float64, few)
		n.PredictNoiseJacobian(fewNoise, fewJacobian, of, .4)
		if !cmp.Equal(fewNoise, noise[len(x)-few:]) || !cmp.Equal(fewJacobian, jacobian[len(x)-few:]) {
			t.Errorf("the Jacobian of %d points is another than among others", few)
		}
	}
}

// The Jacobian against central differences of the prediction itself, in float32: hence the tolerance.
func TestJacobianByDifferences(t *testing.T) {
	for _, predict := range PredictionNames() {
		config := small("silu")
		config.Predict = predict
		n := randomNetwork(config)
		rng := rand.New(rand.NewPCG(4, 4))
		x := make([][2]float64, jacobianRows+3)
		for i := range x {
			x[i] = [2]float64{rng.NormFloat64(), rng.NormFloat64()}
		}
		const logSNR, h = .3, 1e-2
		noise, jacobian := make([][2]float64, len(x)), make([][4]float64, len(x))
		n.PredictNoiseJacobian(noise, jacobian, x, logSNR)
		plain := make([][2]float64, len(x))
		n.PredictNoise(plain, x, logSNR)
		if !cmp.Equal(plain, noise) {
			t.Error("the noise beside the Jacobian is not that of PredictNoise")
		}
		for axis := range 2 {
			up, down := slices.Clone(x), slices.Clone(x)
			for i := range x {
				up[i][axis] += h
				down[i][axis] -= h
			}
			n.PredictNoise(up, up, logSNR)
			n.PredictNoise(down, down, logSNR)
			for i := range x {
				for out := range 2 {
					want := (up[i][out] - down[i][out]) / (2 * h)
					if got := jacobian[i][2*out+axis]; math.Abs(got-want) > 2e-3*(1+math.Abs(want)) {
						t.Fatalf("%s, point %d: ∂ε%d/∂x%d = %v, by differences %v", predict, i, out, axis, got, want)
					}
				}
			}
		}
	}
}

func testModel() *Model {
	return &Model{
		Network:  randomNetwork(small("silu")),
		Schedule: must.Get(NewSchedule("cosine", 40)),
		Mean:     [2]float64{1.5, -.1}, Scale: [2]float64{2, 1e-3},
		Data: "moons",
	}
}

func TestReadRefusesDamage(t *testing.T) {
	var file bytes.Buffer
	must.Do(testModel().Write(&file))
	whole := file.Bytes()
	unchecked := damage.Unchecked(whole)
	if _, err := Read(bytes.NewReader(unchecked)); err != nil {
		t.Fatalf("a file from before there were checksums: %v", err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"ddpm model 1", "ddpm model 2", "newer version"},
		{"ddpm model 1", "ddpm model 0", `want "ddpm model 1"`},
		{"ddpm model 1", "some model 1", "not a ddpm model"},
		{`"cosine"`, `"cosinf"`, "want one of"},
		{`"40"`, `"-1"`, "timesteps"},
		{`[2,0.001]`, `[0,0.001]`, "scale"},
		{`[2,0.001]`, `[2,-0.001]`, "scale"},
		{`[2,0.001]`, `[1e999,0.001]`, "scale"}, // no number of JSON is infinite
		{`\"width\":9`, `\"width\":8`, "its tensors have"},
		{"block1.bias", "blockx.bias", "no tensor"},
	} {
		damaged := damage.Header(unchecked, c.old, c.new)
		if _, err := Read(bytes.NewReader(damaged)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: error %v, want %q in it", c.new, c.old, err, c.want)
		}
	}
}

func TestConfigRefuses(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no width":        func(c *Config) { c.Width = 0 },
		"negative blocks": func(c *Config) { c.Blocks = -1 },
		"activation":      func(c *Config) { c.Activation = "relu" },
		"prediction":      func(c *Config) { c.Predict = "epsilon" },
		"no frequencies":  func(c *Config) { c.Coordinate.Count = 0 },
		"frequencies":     func(c *Config) { c.LogSNR.Lowest = -1 },
		"NaN frequency":   func(c *Config) { c.LogSNR.Highest = math.NaN() },
		"damping":         func(c *Config) { c.Damping = -1 },
		"NaN damping":     func(c *Config) { c.Damping = math.NaN() },
		"negative class":  func(c *Config) { c.Classes = -1 },
		"enormous":        func(c *Config) { c.Width, c.Blocks = 1<<14, 1<<10 },
		"endless wave":    func(c *Config) { c.Coordinate.Highest = math.Inf(1) },
		// The number of weights overflows to a small one.
		"overflowing classes":     func(c *Config) { c.Width, c.Classes = 4, 1<<62 },
		"overflowing frequencies": func(c *Config) { c.Coordinate.Count = 1 << 62 },
	} {
		config := small("silu")
		change(&config)
		if _, err := NewNetwork(config); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A layer in which the units' weights have too large a norm is scaled down to the limit; its direction and all other weights stay. Each
// layer is tested in turn, as wide as its input or not.
func TestLimitNorms(t *testing.T) {
	const limit = 50
	n := randomNetwork(NewConfig(8, 1))
	start, first := slices.Clone(n.Weights), 0
	for _, spec := range n.config.Layers() {
		before := slices.Clone(start)
		large := before[first:][:spec.In*spec.Out]
		for i := range large {
			large[i] *= 300
		}
		copy(n.Weights, before)
		norm := 0.0
		for unit := range spec.Out {
			for i := range spec.In {
				norm += math.Pow(float64(large[i*spec.Out+unit]), 2) / float64(spec.Out)
			}
		}
		norm = math.Sqrt(norm)
		n.LimitNorms(limit)
		for i, w := range n.Weights {
			want := float64(before[i])
			if at := i - first; at >= 0 && at < len(large) {
				want *= limit / norm
			}
			if math.Abs(float64(w)-want) > 1e-5*math.Abs(want) {
				t.Fatalf("%s: weight %d is %v, want %v", spec.Name, i, w, want)
			}
		}
		first += spec.weights()
	}
}

// Init gives the units of each layer but the last weights of root mean squared norm 1, within 5 standard errors (error probability
// below 1e-5), so a limit just above 1 does not change them. Biases and the last layer are 0. The weights before do not matter.
func TestInitHasUnitNorms(t *testing.T) {
	n := randomNetwork(NewConfig(48, 3))
	n.Init(rand.New(rand.NewPCG(1, 3)))
	again := must.Get(NewNetwork(n.config))
	again.Init(rand.New(rand.NewPCG(1, 3)))
	if !cmp.Equal(n.Weights, again.Weights) {
		t.Error("fresh weights depend on those before")
	}
	layers, rest := n.config.Layers(), n.Weights
	for i, spec := range layers {
		count := spec.In * spec.Out
		w, bias := rest[:count], rest[count:][:spec.Out]
		rest = rest[spec.weights():]
		want := 1.0
		if i == len(layers)-1 {
			want = 0
		}
		square := 0.0
		for _, v := range w {
			square += float64(v) * float64(v) / float64(spec.Out)
		}
		if math.Abs(square-want) > 5*want*math.Sqrt(2/float64(count)) {
			t.Errorf("%s: the mean squared norm of a unit's weights is %v, want %v", spec.Name, square, want)
		}
		if slices.ContainsFunc(bias, func(b float32) bool { return b != 0 }) {
			t.Errorf("%s: biases are %v, want 0", spec.Name, bias)
		}
	}
	n.LimitNorms(1.2)
	if !cmp.Equal(n.Weights, again.Weights) {
		t.Error("a limit of 1.2 changes fresh weights")
	}
}
