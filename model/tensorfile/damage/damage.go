// Package damage makes wrong files of tensors for tests, with no checksum that gives them away.
package damage

import (
	"bytes"
	"encoding/binary"
)

// Unchecked returns the file without its checksum, so that changes are not noticed.
func Unchecked(file []byte) []byte { return bytes.Replace(file, []byte("sha256"), []byte("former"), 1) }

// Header returns the file with some text of its header changed, and the header's length with it. It panics if the text is not there.
func Header(file []byte, from, to string) []byte {
	length := binary.LittleEndian.Uint64(file)
	header := file[8 : 8+length]
	if !bytes.Contains(header, []byte(from)) {
		panic("no " + from + " in " + string(header))
	}
	header = bytes.Replace(header, []byte(from), []byte(to), 1)
	changed := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(changed, header...), file[8+length:]...)
}
