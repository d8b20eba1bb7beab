package play_test

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"ddpm/cmd/internal/slowtest"
)

// The static page works from a plain file server, in a path of its own: it shows the exact density, trains, and saves a zip file, and asks
// nobody else.
func TestStaticPage(t *testing.T) {
	slowtest.Skip(t) // it compiles to WebAssembly
	chromium(t)
	folder := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "go", "run", "ddpm/cmd/site", folder).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	files := httptest.NewServer(http.StripPrefix("/some/where", http.FileServer(http.Dir(folder))))
	t.Cleanup(files.Close)

	address, _ := serve(t, 0)
	const fragment = "data=moons&t=80&layers=density,score,points&a=steps:60,batch:32,width:16,blocks:1"
	p := open(t, withLink(files.URL+"/some/where/", fragment), look{})
	q := open(t, withLink(address, fragment), look{})
	for _, page := range []*page{p, q} {
		page.still()
		page.click("#train")
		page.wait("document.getElementById('train').textContent === 'Trained'")
		page.still()
	}
	for _, same := range []string{"#command", "#progress-words", "#loss-words"} {
		if p.text(same) == "" || p.text(same) != q.text(same) {
			t.Errorf("%s is %q, and %q of the server", same, p.text(same), q.text(same))
		}
	}
	if p.pixels("true") != q.pixels("true") {
		t.Error("the exact density is not that of the server")
	}
	p.set("#data", "draw")
	p.wait("!document.getElementById('tools').hidden")
	eval[bool](p, "(document.querySelector('.panel canvas').focus(), true)")
	p.key("\r")
	p.wait("document.documentElement.dataset.opened === 'drawing'")
	for _, asked := range p.requested() {
		if !strings.HasPrefix(asked, files.URL+"/some/where/") && !strings.HasPrefix(asked, "blob:") {
			t.Errorf("asked %s", asked)
		}
	}
}
