package data

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// largestText bounds the bytes of a text file that are read, and so the memory that a small compressed file can ask for.
const largestText = 1 << 31

// readText reads a text file as UTF-8 with lines that end in \n or \r\n. A file with the byte order mark of UTF-16, or with the zero bytes
// that it has between the letters of most languages, is UTF-16. Bytes that are not UTF-8 are Windows-1252, which Excel writes in Western Europe.
func readText(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, largestText+1))
	if err != nil {
		return nil, err
	}
	if len(text) > largestText {
		return nil, errors.New("more than 2 GB of text")
	}
	if e := encodingOf(text); e != nil {
		if text, err = e.NewDecoder().Bytes(text); err != nil {
			return nil, err
		}
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if at := bytes.IndexByte(text, 0); at >= 0 {
		return nil, fmt.Errorf("not a text file: a zero byte in line %d", 1+bytes.Count(text[:at], []byte{'\n'}))
	}
	endLines(text)
	if bytes.HasPrefix(text, []byte("#")) || bytes.Contains(text, []byte("\n#")) {
		text = excelErrorAtStart.ReplaceAll(text, []byte(" $0")) // with space before it, it is no comment
	}
	return text, nil
}

// excelErrorAtStart is the start of a line that begins with one of Excel's errors.
var excelErrorAtStart = regexp.MustCompile(`(?m)^` + excelErrors + `(?:[,;\t ]|\r?$)`)

// endLines replaces each \r that no \n follows by \n: lines of old Macintosh programs end so.
func endLines(text []byte) {
	for from := 0; ; from++ {
		at := bytes.IndexByte(text[from:], '\r')
		if at < 0 {
			return
		}
		if from += at; from+1 == len(text) || text[from+1] != '\n' {
			text[from] = '\n'
		}
	}
}

// encodingOf returns the encoding of a text, or nil for UTF-8.
func encodingOf(text []byte) encoding.Encoding {
	little, big := bytes.HasPrefix(text, []byte{0xff, 0xfe}), bytes.HasPrefix(text, []byte{0xfe, 0xff})
	start := text[:min(len(text), 1<<10)]
	var zeros [2]int // at even and at odd places
	for i, b := range start {
		if b == 0 {
			zeros[i%2]++
		}
	}
	few := len(start) / 8 // numbers in UTF-16 have zeros in half of their bytes
	switch {
	case little || zeros[1] > few && zeros[0] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case big || zeros[0] > few && zeros[1] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case !utf8.Valid(text):
		return charmap.Windows1252
	}
	return nil
}

// separatorLine is how Excel names the separator in a line of its own before the first row, as in sep=;.
var separatorLine = []byte("sep=")

// separatorOf returns the separator of a file's fields, and the text without a line that names it. If no line does, it is the first of tab,
// semicolon, comma and space that the first row contains outside quotes. Blank lines and comments are no rows.
func separatorOf(text []byte) (separator rune, rest []byte) {
	if line, _, _ := bytes.Cut(text, []byte{'\n'}); bytes.HasPrefix(line, separatorLine) {
		named := bytes.Trim(line[len(separatorLine):], "\r")
		if c, size := utf8.DecodeRune(named); size > 0 && size == len(named) && c != utf8.RuneError && c != '"' && c != '#' {
			return c, text[len(line):] // the empty line that is left keeps the numbers of lines
		}
	}
	var outside []byte // of the quotes of the first row, which may have several lines
	quoted := false
	for line := range bytes.Lines(text) {
		line = bytes.Trim(line, " \r\n")
		if !quoted && (len(bytes.TrimSpace(line)) == 0 || line[0] == '#') {
			continue
		}
		for i, part := range bytes.Split(line, []byte{'"'}) {
			if i > 0 {
				quoted = !quoted
			}
			if !quoted {
				outside = append(outside, part...)
			}
		}
		if !quoted {
			break
		}
	}
	for _, candidate := range []byte("\t;,") {
		if bytes.IndexByte(outside, candidate) >= 0 {
			return rune(candidate), text
		}
	}
	return ' ', text
}
