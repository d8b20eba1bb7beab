package play

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// A message, in both directions, is the length of its header as a 32-bit number, the header, which is a JSON object, and the payload. All
// numbers are little-endian. The payload of a reply is its arrays, one after the other, as the header lists them.

// mostHeader bounds the bytes of a header.
const mostHeader = 4 << 20

// split returns the header and the payload of a message.
func split(message []byte) (header, payload []byte, err error) {
	if len(message) < 4 {
		return nil, nil, fmt.Errorf("a message of %d bytes: want at least the 4 bytes of its header's length", len(message))
	}
	length := uint64(binary.LittleEndian.Uint32(message))
	rest := message[4:]
	switch {
	case length > mostHeader:
		return nil, nil, fmt.Errorf("a header of %d bytes: want at most %d", length, mostHeader)
	case length > uint64(len(rest)):
		return nil, nil, fmt.Errorf("a header of %d bytes in a message that ends after %d of them", length, len(rest))
	}
	return rest[:length], rest[length:], nil
}

// array is one of the arrays of a reply's payload.
type array struct {
	Name  string `json:"name"`
	Type  string `json:"type"` // f32, u8 or i32
	Shape []int  `json:"shape"`
	bytes []byte
}

// floatArray returns an array of 32-bit floats. It panics if there are not as many values as the shape says.
func floatArray(name string, values []float32, shape ...int) array {
	checkShape(len(values), shape)
	bytes := make([]byte, 0, 4*len(values))
	for _, v := range values {
		bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(v))
	}
	return array{name, "f32", shape, bytes}
}

// pairArray returns points as an array of 32-bit floats, of the given shape followed by 2.
func pairArray(name string, points [][2]float64, shape ...int) array {
	values := make([]float32, 0, 2*len(points))
	for _, p := range points {
		values = append(values, float32(p[0]), float32(p[1]))
	}
	return floatArray(name, values, append(shape, 2)...)
}

// fileArray returns the bytes of a file as an array.
func fileArray(bytes []byte) array { return array{"bytes", "u8", []int{len(bytes)}, bytes} }

// checkShape panics unless a shape has so many elements.
func checkShape(elements int, shape []int) {
	product := 1
	for _, side := range shape {
		product *= side
	}
	if product != elements {
		panic("play: an array and its shape differ in number")
	}
}

// join returns the message with a header, which must become a JSON object, and arrays.
func join(header any, arrays []array) ([]byte, error) {
	text, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	if len(text) < 2 || text[0] != '{' {
		return nil, errors.New("a header that is no JSON object")
	}
	if len(arrays) > 0 {
		list, err := json.Marshal(arrays)
		if err != nil {
			return nil, err
		}
		separator := ","
		if string(text) == "{}" {
			separator = ""
		}
		text = fmt.Appendf(text[:len(text)-1], "%s\"arrays\":%s}", separator, list)
	}
	message := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	message = append(message, text...)
	for _, a := range arrays {
		message = append(message, a.bytes...)
	}
	return message, nil
}

// number is a float64 that is null in JSON if it is not finite, as the log-SNR of data is.
type number float64

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if v := float64(n); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return json.Marshal(v)
	}
	return []byte("null"), nil
}
