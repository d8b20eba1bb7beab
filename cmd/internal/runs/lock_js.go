package runs

import "os"

// tryLock does nothing: the files of a page are in its memory, and no other process sees them.
func tryLock(*os.File) error { return nil }
