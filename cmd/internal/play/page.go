package play

import (
	"embed"
	"io/fs"

	"ddpm/data/must"
)

//go:embed page
var embedded embed.FS

// EngineMeta is the line of index.html by which the page finds its engine: a server, to whose path api it posts requests. In the static
// page WorkerMeta stands in its place, and the page asks a Web Worker.
const (
	EngineMeta = `<meta name="engine" content="server">`
	WorkerMeta = `<meta name="engine" content="worker">`
)

// Page returns the files of the page, index.html being the first. All their paths are relative, so the page works from any folder.
func Page() fs.FS {
	return must.Get(fs.Sub(embedded, "page")) // the folder is embedded above
}
