package server

import (
	"crypto/rand"
	"crypto/subtle"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
)

// guard decides which requests are answered. A browser also sends requests that other pages make, so it asks for each request:
//
//   - Is it for this server by name? The name of another host that leads to this address (DNS rebinding) is refused.
//   - Does it come from this server's own page? What comes from another origin is refused.
//   - Has it the token, or the cookie that the token was exchanged for? The cookie's name holds the port, as cookies of all ports of a
//     host are sent to each of them.
type guard struct {
	address string   // for the URL
	hosts   []string // that a request may be for
	token   string
	cookie  string // its name
	secret  string // its value
}

// tokenKey is the name of the token in the URL.
const tokenKey = "token"

// newGuard returns the guard of a server that listens on a host and a port.
func newGuard(host string, port int, token string) *guard {
	names := []string{loopback, "localhost", "::1"}
	address := host
	if ip := net.ParseIP(host); host != "" && ip != nil && ip.IsUnspecified() { // any address of this machine
		address = loopback
		names = append(names, ownNames()...)
	} else {
		names = append(names, host)
	}
	g := &guard{token: token, secret: rand.Text(), cookie: "ddpm-" + strconv.Itoa(port)}
	g.address = net.JoinHostPort(address, strconv.Itoa(port))
	for _, name := range names {
		g.hosts = append(g.hosts, strings.ToLower(net.JoinHostPort(name, strconv.Itoa(port))))
		if port == 80 { // which browsers leave out
			g.hosts = append(g.hosts, strings.TrimSuffix(strings.ToLower(net.JoinHostPort(name, "")), ":"))
		}
	}
	return g
}

// ownNames returns the addresses of this machine, and its name.
func ownNames() (names []string) {
	if name, err := os.Hostname(); err == nil {
		names = append(names, name)
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return names
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok {
			names = append(names, network.IP.String())
		}
	}
	return names
}

// headers are those of every reply. The page runs its own scripts alone, asks this server alone, and is in no other page.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cache-Control":                "no-store",
}

// protect returns a handler that lets only the guard's own page in. It exchanges the token for the cookie.
func (g *guard) protect(inside http.Handler) http.Handler {
	inside = http.NewCrossOriginProtection().Handler(inside)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		switch {
		case !slices.Contains(g.hosts, strings.ToLower(r.Host)):
			refuse(w, "this is not the host that the request is for")
		case g.foreign(r):
			refuse(w, "the request comes from another page")
		case g.hasToken(r):
			http.SetCookie(w, &http.Cookie{
				Name: g.cookie, Value: g.secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
			})
			http.Redirect(w, r, "/", http.StatusSeeOther) // the token is not left in the address line
		case !g.hasCookie(r):
			refuse(w, "open the address that ddpm play has printed; that of an earlier ddpm play is no longer good")
		default:
			inside.ServeHTTP(w, r)
		}
	})
}

// refuse says in one line why a request is not answered.
func refuse(w http.ResponseWriter, why string) { http.Error(w, "ddpm: "+why, http.StatusForbidden) }

// foreign reports whether a request comes from another origin, as the browser says. A person may come from anywhere to the page itself.
func (g *guard) foreign(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return true
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return false
	}
	return r.Method != http.MethodGet || r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"
}

// hasToken reports whether a request opens the page with the token.
func (g *guard) hasToken(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Path == "/" && same(r.URL.Query().Get(tokenKey), g.token)
}

// hasCookie reports whether a request has the cookie that the token was exchanged for.
func (g *guard) hasCookie(r *http.Request) bool {
	cookies := r.CookiesNamed(g.cookie)
	return len(cookies) == 1 && same(cookies[0].Value, g.secret)
}

// same compares secrets in a time that does not tell how much of them is the same.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
