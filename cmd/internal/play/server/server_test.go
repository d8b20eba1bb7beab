package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ddpm/cmd/internal/play"
	"ddpm/cmd/internal/runs"
	"ddpm/data/must"
)

// serve returns a server that runs until the test ends.
func serve(t *testing.T, o Options) *Server {
	t.Helper()
	engine := must.Get(play.New(play.Options{}))
	must.Do(engine.Open("lopsided", runs.FileFlags{}))
	s := must.Get(Listen(engine, o))
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// message returns a request of the playground's protocol.
func message(header string) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(header))), header...)
}

var hello = message(`{"v":1,"do":"hello"}`)

// plain sends requests as they are, and follows no redirect.
var plain = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// do sends a request, with the cookies and headers given, and returns the status and the body.
func do(t *testing.T, s *Server, method, path string, body []byte, headers map[string]string) (*http.Response, string) {
	r := must.Get(http.NewRequestWithContext(t.Context(), method, "http://"+s.guard.address+path, bytes.NewReader(body)))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", messageType)
	}
	for name, value := range headers {
		if name == "Host" {
			r.Host = value
		} else if value == "" {
			r.Header.Del(name)
		} else {
			r.Header.Set(name, value)
		}
	}
	response := must.Get(plain.Do(r))
	defer response.Body.Close()
	text := must.Get(io.ReadAll(response.Body))
	return response, string(text)
}

// cookieOf returns the cookie that the token is exchanged for, as a header.
func cookieOf(t *testing.T, s *Server) string {
	t.Helper()
	u := must.Get(url.Parse(s.URL()))
	response, _ := do(t, s, "GET", u.RequestURI(), nil, nil)
	cookies := response.Cookies()
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/" || len(cookies) != 1 {
		t.Fatalf("the token gives %s to %q with %d cookies", response.Status, response.Header.Get("Location"), len(cookies))
	}
	if c := cookies[0]; !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || !strings.Contains(c.Name, u.Port()) || strings.Contains(c.Value, s.guard.token) {
		t.Errorf("cookie %+v", c)
	}
	return cookies[0].Name + "=" + cookies[0].Value
}

// Whoever has the token gets the page, and the page gets answers. All replies forbid other pages to use them.
func TestOwnPageIsServed(t *testing.T) {
	s := serve(t, Options{})
	cookie := cookieOf(t, s)
	for _, path := range []string{"/", "/style.css", "/main.js", "/transport.js"} {
		response, text := do(t, s, "GET", path, nil, map[string]string{"Cookie": cookie})
		if response.StatusCode != http.StatusOK || text == "" {
			t.Errorf("%s: %s", path, response.Status)
		}
		policy := response.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") ||
			response.Header.Get("Access-Control-Allow-Origin") != "" || response.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", path, response.Header)
		}
	}
	for _, headers := range []map[string]string{
		{}, {"Origin": "http://" + s.guard.address, "Sec-Fetch-Site": "same-origin"},
		{"Host": strings.Replace(s.guard.address, loopback, "localhost", 1)},
	} {
		headers["Cookie"] = cookie
		response, text := do(t, s, "POST", "/api", hello, headers)
		if response.StatusCode != http.StatusOK || !strings.Contains(text, `"version":1`) {
			t.Errorf("%v: %s: %.100q", headers, response.Status, text)
		}
	}
	// A link on another site leads to the page, if the browser sends the cookie.
	response, _ := do(t, s, "GET", "/", nil, map[string]string{
		"Cookie": cookie, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document",
	})
	if response.StatusCode != http.StatusOK {
		t.Errorf("from a link: %s", response.Status)
	}
}

// The attacks on a server of the same machine, and what becomes of each.
func TestAttacks(t *testing.T) {
	s, other := serve(t, Options{MostBody: 1 << 16}), serve(t, Options{})
	cookie, foreign := cookieOf(t, s), cookieOf(t, other)
	_, port, err := net.SplitHostPort(s.guard.address)
	if err != nil {
		t.Fatal(err)
	}
	own := "http://" + s.guard.address
	for _, attack := range []struct {
		name, method, path string
		body               []byte
		headers            map[string]string
		want               int
	}{
		{"no token", "GET", "/", nil, nil, 403},
		{"no token, a file", "GET", "/main.js", nil, nil, 403},
		{"no token, a request", "POST", "/api", hello, nil, 403},
		{"wrong token", "GET", "/?token=AAAAAAAAAAAAAAAAAAAAAAAAAA", nil, nil, 403},
		{"empty token", "GET", "/?token=", nil, nil, 403},
		{"token of another server", "GET", "/?token=" + other.guard.token, nil, nil, 403},
		{"token at another path", "POST", "/api?token=" + s.guard.token, hello, nil, 403},
		{"cookie of another port", "GET", "/", nil, map[string]string{"Cookie": foreign}, 403},
		{"value of another port's cookie", "GET", "/", nil, map[string]string{"Cookie": s.guard.cookie + "=" + other.guard.secret}, 403},
		{"the token as cookie", "GET", "/", nil, map[string]string{"Cookie": s.guard.cookie + "=" + s.guard.token}, 403},
		{"two cookies", "GET", "/", nil, map[string]string{"Cookie": s.guard.cookie + "=x; " + cookie}, 403},
		{"another host (DNS rebinding)", "GET", "/", nil, map[string]string{"Cookie": cookie, "Host": "evil.example:" + port}, 403},
		{"another host with the token", "GET", "/?token=" + s.guard.token, nil, map[string]string{"Host": "evil.example:" + port}, 403},
		{"another host, a request", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Host": "evil.example:" + port, "Origin": "http://evil.example:" + port}, 403},
		{"host without port", "GET", "/", nil, map[string]string{"Cookie": cookie, "Host": loopback}, 403},
		{"host of another port", "GET", "/", nil, map[string]string{"Cookie": cookie, "Host": loopback + ":1"}, 403},
		{"host with a dot behind", "GET", "/", nil, map[string]string{"Cookie": cookie, "Host": "localhost.:" + port}, 403},
		{"another origin", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Origin": "http://evil.example"}, 403},
		{"another origin, reading", "GET", "/main.js", nil, map[string]string{"Cookie": cookie, "Origin": "http://evil.example"}, 403},
		{"another port's origin", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Origin": "http://" + loopback + ":1"}, 403},
		{"https origin", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Origin": strings.Replace(own, "http:", "https:", 1)}, 403},
		{"no origin at all", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Origin": "null"}, 403},
		{"cross-site POST", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}, 403},
		{"POST of another port", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "same-site"}, 403},
		{"script of another page", "GET", "/main.js", nil, map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, 403},
		{"in a frame", "GET", "/", nil, map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403},
		{"POST navigation", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 403},
		{"a form", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Content-Type": "text/plain"}, 415},
		{"no type", "POST", "/api", hello, map[string]string{"Cookie": cookie, "Content-Type": ""}, 415},
		{"reading with GET", "GET", "/api", nil, map[string]string{"Cookie": cookie}, 404},
		{"deleting", "DELETE", "/api", nil, map[string]string{"Cookie": cookie}, 405},
		{"posting to a file", "POST", "/main.js", hello, map[string]string{"Cookie": cookie}, 405},
		{"asking for leave", "OPTIONS", "/api", nil, map[string]string{"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}, 403},
		{"out of the folder", "GET", "/../server.go", nil, map[string]string{"Cookie": cookie}, 404},
		{"out of the folder, encoded", "GET", "/%2e%2e/%2e%2e/go.mod", nil, map[string]string{"Cookie": cookie}, 404},
		{"too large", "POST", "/api", make([]byte, 1<<17), map[string]string{"Cookie": cookie}, 413},
		{"a malformed message", "POST", "/api", []byte("\xff\xff\xff\xff{}"), map[string]string{"Cookie": cookie}, 200},
		{"an empty message", "POST", "/api", nil, map[string]string{"Cookie": cookie}, 200},
	} {
		response, text := do(t, s, attack.method, attack.path, attack.body, attack.headers)
		if response.StatusCode == http.StatusMovedPermanently || response.StatusCode == http.StatusTemporaryRedirect { // a path that is cleaned
			response, text = do(t, s, attack.method, response.Header.Get("Location"), attack.body, attack.headers)
		}
		if response.StatusCode != attack.want {
			t.Errorf("%s: %s, want %d", attack.name, response.Status, attack.want)
		}
		if attack.want == 403 && (len(response.Cookies()) > 0 || strings.Contains(text, s.guard.token) || strings.Contains(text, s.guard.secret)) {
			t.Errorf("%s: it gets a secret: %v %q", attack.name, response.Header, text)
		}
		if attack.want == 200 && !strings.Contains(text, `"error"`) {
			t.Errorf("%s: %q", attack.name, text)
		}
	}
	if response, text := do(t, s, "POST", "/api", hello, map[string]string{"Cookie": cookie}); response.StatusCode != 200 {
		t.Errorf("after all attacks: %s %q", response.Status, text)
	}
}

// Bodies and headers that come a byte at a time are cut off, and others are answered meanwhile.
func TestSlowRequestsAreCutOff(t *testing.T) {
	s := serve(t, Options{ReadTimeout: 300 * time.Millisecond})
	cookie := cookieOf(t, s)
	for _, start := range []string{
		"POST /api HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nX: ",
	} {
		var slow []net.Conn
		for range 2 * mostRequests {
			c := must.Get(net.Dial("tcp", s.guard.address))
			defer c.Close()
			fmt.Fprintf(c, start, s.guard.address, cookie)
			slow = append(slow, c)
		}
		for _, c := range slow {
			c.SetReadDeadline(time.Now().Add(20 * time.Second))
			if _, err := io.ReadAll(c); err != nil && strings.Contains(err.Error(), "timeout") {
				t.Fatal("a slow request is still being waited for")
			}
		}
		if response, _ := do(t, s, "POST", "/api", hello, map[string]string{"Cookie": cookie}); response.StatusCode != http.StatusOK {
			t.Errorf("beside slow requests: %s", response.Status)
		}
	}
}

// The server trains between requests, as soon as a page says so.
func TestServerTrains(t *testing.T) {
	s := serve(t, Options{})
	cookie := map[string]string{"Cookie": cookieOf(t, s)}
	do(t, s, "POST", "/api", message(`{"v":1,"do":"set","settings":{"steps":50,"batch":16,"width":8,"blocks":1}}`), cookie)
	do(t, s, "POST", "/api", message(`{"v":1,"do":"train","on":true}`), cookie)
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if _, text := do(t, s, "POST", "/api", message(`{"v":1,"do":"status"}`), cookie); strings.Contains(text, `"state":"done"`) {
			return
		} else if time.Since(began) > 30*time.Second {
			t.Fatalf("not trained: %.300s", text)
		}
	}
}

// The address of a server that listens everywhere is one that a browser can open, and is among the hosts that it takes.
func TestAddressOfAServerForOthers(t *testing.T) {
	for _, host := range []string{"0.0.0.0", "::", "localhost", "127.0.0.1", "::1"} {
		g := newGuard(host, 80, "t")
		u := must.Get(url.Parse("http://" + g.address))
		if u.Hostname() == "0.0.0.0" || u.Hostname() == "::" {
			t.Errorf("%s has the address %s", host, g.address)
		}
		found := false
		for _, known := range g.hosts {
			found = found || known == g.address
		}
		if !found {
			t.Errorf("%s: %s is not among %v", host, g.address, g.hosts)
		}
	}
}
