package export

import "google.golang.org/protobuf/encoding/protowire"

// message is an encoded protocol buffer, to which fields can be added.
type message []byte

// The numbers of the fields that are used, by message, from onnx.proto (https://github.com/onnx/onnx). They never change.
const (
	modelIRVersion, modelProducer, modelProducerVersion, modelDoc, modelGraph, modelOpset, modelMetadata = 1, 2, 3, 6, 7, 8, 14

	opsetVersion = 2

	entryKey, entryValue = 1, 2 // of the metadata

	graphNode, graphName, graphInitializer, graphInput, graphOutput = 1, 2, 5, 11, 12

	nodeInput, nodeOutput, nodeName, nodeOperation, nodeAttribute = 1, 2, 3, 4, 5

	attributeName, attributeInteger, attributeType = 1, 3, 20

	tensorDimension, tensorElement, tensorName, tensorRaw = 1, 2, 8, 9

	valueName, valueType, valueDoc = 1, 2, 3

	typeTensor = 1

	tensorTypeElement, tensorTypeShape = 1, 2

	shapeDimension = 1

	dimensionValue, dimensionName = 1, 2
)

// integerAttribute is the value of the type of an attribute that is an integer.
const integerAttribute = 2

// irVersion is the version of the format that came with ONNX 1.12, and opset is the version of the operations: the lowest whose
// operations are what onnx.go needs.
const irVersion, opset = 8, 13

// element is the type of the numbers of a tensor.
type element int

const (
	float32s element = 1
	int64s   element = 7
	float64s element = 11
)

// integer adds a number.
func (m *message) integer(field protowire.Number, value int) {
	*m = protowire.AppendTag(*m, field, protowire.VarintType)
	*m = protowire.AppendVarint(*m, uint64(value))
}

// bytes adds bytes or, which is encoded alike, text.
func (m *message) bytes(field protowire.Number, value []byte) {
	*m = protowire.AppendTag(*m, field, protowire.BytesType)
	*m = protowire.AppendBytes(*m, value)
}

// text adds a text. It must be valid UTF-8, or readers refuse the file.
func (m *message) text(field protowire.Number, value string) { m.bytes(field, []byte(value)) }

// part adds a message that build fills.
func (m *message) part(field protowire.Number, build func(part *message)) {
	var part message
	build(&part)
	m.bytes(field, part)
}
