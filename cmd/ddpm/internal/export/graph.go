package export

import (
	"encoding/binary"
	"fmt"
	"go/ast"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
)

// tensor is the name of a tensor of a graph.
type tensor string

// graph is an ONNX graph that grows node by node. A node's name is that of its output.
type graph struct {
	message                // the encoded GraphProto
	used    map[tensor]int // how often a name was asked for
}

// name returns a name that no other tensor has: the wanted one itself, if it is free.
func (g *graph) name(wanted string) tensor {
	name := tensor(wanted)
	g.used[name]++
	if n := g.used[name]; n > 1 {
		return tensor(fmt.Sprintf("%s_%d", wanted, n))
	}
	return name
}

// value is what an input or an output of a graph is.
type value struct {
	name          string
	numbers       element
	shape         []any // lengths: a number, or a name for what differs from call to call
	documentation string
}

// add adds the value to a graph as one of its inputs or outputs, as the field says.
func (v value) add(g *graph, field protowire.Number) tensor {
	dimensions := func(shape *message) {
		for _, length := range v.shape {
			shape.part(shapeDimension, func(dimension *message) {
				if number, ok := length.(int); ok {
					dimension.integer(dimensionValue, number)
				} else {
					dimension.text(dimensionName, length.(string))
				}
			})
		}
	}
	g.part(field, func(m *message) {
		m.text(valueName, v.name)
		m.part(valueType, func(m *message) {
			m.part(typeTensor, func(m *message) {
				m.integer(tensorTypeElement, int(v.numbers))
				m.part(tensorTypeShape, dimensions)
			})
		})
		m.text(valueDoc, v.documentation)
	})
	return tensor(v.name)
}

// constant adds a tensor of fixed numbers, a slice of float32, float64 or int64, of a shape. It panics if their count differs.
func (g *graph) constant(name string, numbers any, shape ...int) tensor {
	of, count := float32s, 0
	switch numbers := numbers.(type) {
	case []float32:
		count = len(numbers)
	case []float64:
		of, count = float64s, len(numbers)
	case []int64:
		of, count = int64s, len(numbers)
	default:
		panic(fmt.Sprintf("export: a constant of %T", numbers))
	}
	product := 1
	for _, length := range shape {
		product *= length
	}
	if product != count {
		panic("export: a constant's shape does not fit")
	}
	raw, err := binary.Append(nil, binary.LittleEndian, numbers)
	if err != nil {
		panic("export: " + err.Error())
	}
	unique := g.name(name)
	g.part(graphInitializer, func(t *message) {
		for _, length := range shape {
			t.integer(tensorDimension, length)
		}
		t.integer(tensorElement, int(of))
		t.text(tensorName, string(unique))
		t.bytes(tensorRaw, raw)
	})
	return unique
}

// attribute is a setting of an operation: a name and an integer.
type attribute struct {
	name  string
	value int
}

// node adds an operation and returns its output, which has the name if that is free.
func (g *graph) node(name, operation string, attributes []attribute, inputs ...tensor) tensor {
	output := g.name(name)
	g.part(graphNode, func(n *message) {
		for _, input := range inputs {
			n.text(nodeInput, string(input))
		}
		n.text(nodeOutput, string(output))
		n.text(nodeName, string(output))
		n.text(nodeOperation, operation)
		for _, a := range attributes {
			n.part(nodeAttribute, func(m *message) {
				m.text(attributeName, a.name)
				m.integer(attributeInteger, a.value)
				m.integer(attributeType, integerAttribute)
			})
		}
	})
	return output
}

// apply adds the operations of a formula, whose numbers are of a type, and returns its result, which has the name if that is free. The
// names in the formula stand for the given tensors.
func (g *graph) apply(name string, f formula, numbers element, given map[string]tensor) tensor {
	var add func(tree ast.Expr, output string) tensor
	operation := func(output, operation string, operands ...ast.Expr) tensor {
		var inputs []tensor
		for _, operand := range operands {
			inputs = append(inputs, add(operand, name+"/part"))
		}
		return g.node(output, operation, nil, inputs...)
	}
	add = func(tree ast.Expr, output string) tensor {
		switch tree := tree.(type) {
		case *ast.ParenExpr:
			return add(tree.X, output)
		case *ast.Ident:
			if output != name {
				return given[tree.Name]
			}
			return g.node(name, "Identity", nil, given[tree.Name])
		case *ast.BasicLit:
			return g.number(name+"/number", tree.Value, numbers)
		case *ast.UnaryExpr:
			return operation(output, functions[tree.Op.String()], tree.X)
		case *ast.BinaryExpr:
			return operation(output, operators[tree.Op.String()], tree.X, tree.Y)
		case *ast.CallExpr:
			return operation(output, functions[tree.Fun.(*ast.Ident).Name], tree.Args...)
		}
		panic(fmt.Sprintf("export: a formula has a %T", tree))
	}
	return add(f.tree(), name)
}

// number adds a constant without axes.
func (g *graph) number(name, text string, of element) tensor {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("export: " + err.Error())
	}
	if of == float32s {
		return g.constant(name, []float32{float32(value)})
	}
	return g.constant(name, []float64{value})
}
