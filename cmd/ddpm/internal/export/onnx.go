package export

import (
	"encoding/json"
	"io"
	"maps"
	"slices"

	"ddpm/model"
)

// ONNX writes a model as an ONNX file. Its numbers are float64, except for the network, which computes in float32 as ddpm does.
//
// Inputs: x of shape (n, 2), noised points in the units of the data; log_snr, one for all points or n of them; and, if the network has
// classes, class, one or n, from 0, where −1 is no class. Outputs, of shape (n, 2): eps, the predicted noise ε̂ in standardised
// units, in which it is N(0, I); and x0, the predicted clean point x̂_0 in the units of the data. A point x in the units of the data is
// scale·z + mean, and z = a·z_0 + σ·ε with a² = sigmoid(log_snr), σ² = 1 − a².
//
// The file has the metadata of the model file, and more: see metadata. ONNX fails if a number is not finite, if the network has a
// prediction or an activation without a formula, or if w does.
func ONNX(w io.Writer, m *model.Model, version string) error {
	metadata, err := metadata(m, version)
	if err != nil {
		return err
	}
	predict, activate, err := formulas(m.Network.Config())
	if err != nil {
		return err
	}
	var file message
	file.integer(modelIRVersion, irVersion)
	file.part(modelOpset, func(operations *message) { operations.integer(opsetVersion, opset) })
	file.text(modelProducer, "ddpm")
	file.text(modelProducerVersion, version)
	file.text(modelDoc, modelDocumentation)
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		file.part(modelMetadata, func(entry *message) {
			entry.text(entryKey, key)
			entry.text(entryValue, metadata[key])
		})
	}
	file.bytes(modelGraph, newGraph(m, predict, activate))
	_, err = w.Write(file)
	return err
}

// Documentation in the file, for whoever opens it in another program.
const (
	modelDocumentation = "A denoiser of a diffusion model of points in the plane. In standardised units, z = (x - mean)/scale, a noised point " +
		"is z = a z_0 + sigma eps, a^2 = sigmoid(log_snr), sigma^2 = 1 - a^2. The metadata log_snr has the values at t = 1, ..., T of the chain."
	xDocumentation      = "noised points, in the units of the data"
	logSNRDocumentation = "log a^2/sigma^2: one number for all points, or one for each"
	classDocumentation  = "the class of the points, from 0 in the order of the metadata labels, or -1 for none: one for all points, or one for each"
	epsDocumentation    = "the predicted noise, in standardised units"
	x0Documentation     = "the predicted clean points, in the units of the data"
)

// newGraph returns the graph of a model.
func newGraph(m *model.Model, predict, activate formula) message {
	g := &graph{used: make(map[tensor]int)}
	g.text(graphName, "ddpm")
	config := m.Network.Config()
	x := value{"x", float64s, []any{"n", 2}, xDocumentation}.add(g, graphInput)
	logSNR := value{"log_snr", float64s, []any{"levels"}, logSNRDocumentation}.add(g, graphInput)

	mean, scale := g.constant("mean", m.Mean[:], 2), g.constant("scale", m.Scale[:], 2)
	z := g.apply("z", "(x - mean)/scale", float64s, map[string]tensor{"x": x, "mean": mean, "scale": scale})

	// What depends on the noise level alone is of shape (n, 1).
	n := g.node("n", "Gather", nil, g.node("shape", "Shape", nil, x), g.constant("first", []int64{0}, 1)) // (1)
	level := map[string]tensor{"u": g.perPoint("u", logSNR, n)}
	level["signal"] = g.apply("signal", "sqrt(1/(1 + exp(-u)))", float64s, level)
	level["noise"] = g.apply("noise", "sqrt(1/(1 + exp(u)))", float64s, level)

	parts := []tensor{g.pointFeatures(config, z, level), g.levelFeatures(config, level)}
	if config.Classes > 0 {
		class := value{"class", int64s, []any{"classes"}, classDocumentation}.add(g, graphInput)
		parts = append(parts, g.classFeatures(config, class, n))
	}
	features := g.node("features", "Cast", to(float32s), g.node("features/float64", "Concat", axis(1), parts...))
	f := g.node("f", "Cast", to(float64s), g.layers(m.Network, activate, features))

	given := map[string]tensor{"z": z, "f": f, "signal": level["signal"], "noise": level["noise"], "mean": mean, "scale": scale}
	given["eps"] = g.apply("eps", predict, float64s, given)
	g.apply("x0", "(z - noise*eps)/signal*scale + mean", float64s, given)
	value{"eps", float64s, []any{"n", 2}, epsDocumentation}.add(g, graphOutput)
	value{"x0", float64s, []any{"n", 2}, x0Documentation}.add(g, graphOutput)
	return g.message
}

// to is the setting of Cast, and axis that of Concat and Flatten.
func to(of element) []attribute   { return []attribute{{"to", int(of)}} }
func axis(number int) []attribute { return []attribute{{"axis", number}} }

// perPoint turns a tensor of one number or n numbers into one of shape (n, 1).
func (g *graph) perPoint(name string, numbers, n tensor) tensor {
	return g.unsqueeze(name, g.node(name+"/each", "Expand", nil, numbers, n), 1)
}

// unsqueeze adds an axis of length 1.
func (g *graph) unsqueeze(name string, of tensor, at int64) tensor {
	return g.node(name, "Unsqueeze", nil, of, g.constant(name+"/axis", []int64{at}, 1))
}

// pointFeatures are the waves of both coordinates of z, damped as the noise is: of shape (n, 4k) for k frequencies. Package model
// explains them at addFeatures and newDamping.
func (g *graph) pointFeatures(config model.Config, z tensor, level map[string]tensor) tensor {
	omega := config.Coordinate.Omega()
	rate := make([]float64, len(omega)) // of the exponent with σ²
	for i, omega := range omega {
		rate[i] = -.5 * config.Damping * config.Damping * float64(omega) * float64(omega)
	}
	damping := g.apply("damping/factor", "exp(rate*noise*noise)", float64s, map[string]tensor{
		"rate": g.constant("rate", rate, len(rate)), "noise": level["noise"],
	}) // (n, k)
	given := map[string]tensor{
		"damping": g.unsqueeze("damping", damping, 1),           // (n, 1, k)
		"z":       g.unsqueeze("coordinates", z, 2),             // (n, 2, 1)
		"omega":   g.constant("omega", wide(omega), len(omega)), // (k)
	}
	sines := g.apply("sines", "sin(omega*z)*damping", float64s, given) // (n, 2, k)
	cosines := g.apply("cosines", "cos(omega*z)*damping", float64s, given)
	return g.node("waves", "Flatten", axis(1), g.node("waves/each", "Concat", axis(2), sines, cosines))
}

// levelFeatures are the waves of the log-SNR: of shape (n, 2m) for m frequencies.
func (g *graph) levelFeatures(config model.Config, level map[string]tensor) tensor {
	omega := config.LogSNR.Omega()
	given := map[string]tensor{"u": level["u"], "omega": g.constant("level/omega", wide(omega), len(omega))}
	sines := g.apply("level/sines", "sin(omega*u)", float64s, given)
	cosines := g.apply("level/cosines", "cos(omega*u)", float64s, given)
	return g.node("level/waves", "Concat", axis(1), sines, cosines)
}

// classFeatures are 1 in the column of the class and 0 in all others: of shape (n, classes).
func (g *graph) classFeatures(config model.Config, class, n tensor) tensor {
	labels := make([]int64, config.Classes)
	for i := range labels {
		labels[i] = int64(i)
	}
	own := g.node("class/own", "Equal", nil, g.perPoint("class/column", class, n), g.constant("class/all", labels, len(labels)))
	return g.node("class/features", "Cast", to(float64s), own)
}

// layers are the network's layers, from its features to its output, of shape (n, 2).
func (g *graph) layers(network *model.Network, activate formula, features tensor) tensor {
	tensors, h := network.Tensors(), features
	for _, layer := range network.Config().Layers() {
		weight := g.constant(layer.Name+".weight", tensors[layer.Name+".weight"].Values, layer.In, layer.Out)
		bias := g.constant(layer.Name+".bias", tensors[layer.Name+".bias"].Values, layer.Out)
		y := g.node(layer.Name, "Gemm", nil, h, weight, bias)
		if layer.Activated {
			y = g.apply(layer.Name+"/activated", activate, float32s, map[string]tensor{"z": y})
		}
		if layer.Residual {
			y = g.node(layer.Name+"/sum", "Add", nil, h, y)
		}
		h = y
	}
	return h
}

// wide returns numbers as float64.
func wide(numbers []float32) []float64 {
	wide := make([]float64, len(numbers))
	for i, number := range numbers {
		wide[i] = float64(number)
	}
	return wide
}

// metadata returns what the file of the model says of it, the version of ddpm, what is predicted, and, as a list in JSON, the log-SNRs
// at t = 1, …, T: all that a sampler needs.
func metadata(m *model.Model, version string) (map[string]string, error) {
	metadata, err := m.Metadata()
	if err != nil {
		return nil, err
	}
	var levels []float64
	for t := range m.Schedule.Steps() {
		levels = append(levels, m.Schedule.LogSNR(t+1))
	}
	text, err := json.Marshal(levels)
	metadata["version"], metadata["predict"], metadata["log_snr"] = version, m.Network.Config().Predict, string(text)
	return metadata, err
}
