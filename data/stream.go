package data

import "os"

// Each calls take with the points of a file of points, some at a time, in their order, and returns how the file was read, without the
// extent of the points. They are the points that Open reads, and an error is Open's, or the first of take. The points are valid until take
// returns. A .npy file that holds row after row needs memory that does not depend on its size, also if it is compressed. Other files are
// read as a whole first.
func (s Selection) Each(path string, take func([]Point) error) (*Reading, error) {
	if err := s.checkFile(path); err != nil {
		return nil, err
	}
	if kind := kindOf(path, nil); path == StandardInput || kind == nil || kind.extensions[0] != ".npy" {
		t, err := readFile(path, s)
		if err != nil {
			return nil, err
		}
		t.reading.Extent = nil
		return &t.reading, take(t.points)
	}
	opened, err := os.Open(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	defer opened.Close()
	content, err := decompress(opened, path)
	if err != nil {
		return nil, fileError(path, err)
	}
	t, err := eachNPY(content, path, s, take)
	if err != nil {
		return nil, err
	}
	return &t.reading, nil
}
