package export

import (
	_ "embed"
	"go/ast"
	"io"
	"slices"
	"strings"
	"text/template"

	"ddpm/model"
	"ddpm/model/tensorfile"
)

//go:embed model.py.tmpl
var pytorchText string

var pytorchTemplate = template.Must(template.New("model.py").Parse(pytorchText))

// ofTorch are the functions of PyTorch that the file calls, whatever the network.
var ofTorch = []string{"cos", "exp", "sigmoid", "sin", "sqrt"}

// pytorchFile is what model.py.tmpl is completed with.
type pytorchFile struct {
	model.Config
	Predict, Activate formula
	Predicts          string // the name of what the network puts out
	Features          int    // that the first layer sees
	Functions         string // of PyTorch that are called, with commas
	JSON              string // keys of metadata that are JSON, in quotes with commas
	Version           string
}

// PyTorch writes a file of Python with the network in PyTorch and ancestral sampling. It reads the weights from the file that
// PyTorchWeights writes, which must lie beside it and have the same name with the ending .safetensors. No text of the user's is in it.
func PyTorch(w io.Writer, m *model.Model, version string) error {
	config := m.Network.Config()
	predict, activate, err := formulas(config)
	if err != nil {
		return err
	}
	file := pytorchFile{
		Config: config, Predict: predict, Activate: activate, Predicts: config.Predict, Features: config.Layers()[0].In,
		JSON: `"log_snr", "mean", "scale"`, Version: version,
	}
	if config.Classes > 0 {
		file.JSON += `, "labels"`
	}
	functions := slices.Clone(ofTorch)
	for _, f := range []formula{predict, activate} {
		ast.Inspect(f.tree(), func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				functions = append(functions, call.Fun.(*ast.Ident).Name)
			}
			return true
		})
	}
	slices.Sort(functions)
	file.Functions = strings.Join(slices.Compact(functions), ", ")
	return pytorchTemplate.Execute(w, file)
}

// PyTorchWeights writes the file that PyTorch's reads: the model file, with the metadata of ONNX.
func PyTorchWeights(w io.Writer, m *model.Model, version string) error {
	metadata, err := metadata(m, version)
	if err != nil {
		return err
	}
	return tensorfile.Write(w, m.Network.Tensors(), metadata)
}
