// Package must is for calls that fail only if the program or its test is wrong. They panic then, and the trace names the line.
package must

// Get returns the value, and panics if there is an error.
func Get[T any](value T, err error) T {
	Do(err)
	return value
}

// Do panics if there is an error.
func Do(err error) {
	if err != nil {
		panic(err)
	}
}
