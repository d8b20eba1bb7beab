// Package server serves the playground to a browser on the same machine.
//
// Read server.go, then guard.go, which says who is let in.
package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"ddpm/cmd/internal/play"
)

// Options say where a server listens, and how much it takes.
type Options struct {
	Host        string        // "": this machine alone
	Port        int           // 0: any that is free
	MostBody    int64         // bytes of a request's body; 0: MostBody
	ReadTimeout time.Duration // of a whole request; 0: ReadTimeout
}

// MostBody and ReadTimeout are the usual limits of a request. A file that is opened comes in one.
const (
	MostBody    = 64 << 20
	ReadTimeout = 30 * time.Second
)

// loopback is the host that only this machine reaches.
const loopback = "127.0.0.1"

// mostRequests is how many requests are answered at a time. A page has about two under way.
const mostRequests = 8

// Server is the playground on an address.
type Server struct {
	engine   *play.Engine
	options  Options
	listener net.Listener
	guard    *guard
	slots    chan struct{} // has a value for each request that is being answered
}

// Listen returns a server of an engine that has an address and takes connections once Serve is called. It fails if the address is taken
// or is none.
func Listen(engine *play.Engine, o Options) (*Server, error) {
	if o.Host == "" {
		o.Host = loopback
	}
	if o.MostBody == 0 {
		o.MostBody = MostBody
	}
	if o.ReadTimeout == 0 {
		o.ReadTimeout = ReadTimeout
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(o.Host, strconv.Itoa(o.Port)))
	if err != nil {
		return nil, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	s := &Server{engine: engine, options: o, listener: listener, slots: make(chan struct{}, mostRequests)}
	s.guard = newGuard(o.Host, port, rand.Text())
	return s, nil
}

// URL returns the address to open in a browser. Its token lets in whoever has it, as long as the server runs.
func (s *Server) URL() string {
	return "http://" + s.guard.address + "/?" + url.Values{tokenKey: {s.guard.token}}.Encode()
}

// Serve answers requests, and lets the engine work, until ctx ends. The error is nil then.
func (s *Server) Serve(ctx context.Context) error {
	ctx, end := context.WithCancel(ctx)
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		s.work(ctx)
	}()
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: min(5*time.Second, s.options.ReadTimeout),
		ReadTimeout:       s.options.ReadTimeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	err := server.Serve(s.listener)
	stop()
	end()
	<-worked
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// work lets the engine train whenever there is something to train.
func (s *Server) work(ctx context.Context) {
	for ctx.Err() == nil {
		if s.engine.Work(ctx, 100*time.Millisecond) {
			continue
		}
		select {
		case <-s.engine.Wake():
		case <-ctx.Done():
		}
	}
}

// Handler returns what answers the server's requests: the files of the page, and the engine under /api.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(play.Page()))
	mux.HandleFunc("POST /api", s.answer)
	return s.guard.protect(mux)
}

// answer passes a request on to the engine. The context of the request ends when the page has gone.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Content-Type") != messageType {
		http.Error(w, "want the type "+messageType, http.StatusUnsupportedMediaType)
		return
	}
	request, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.options.MostBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		http.Error(w, fmt.Sprintf("a request of more than %d MB: want a smaller file", s.options.MostBody>>20), http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(w, "the request broke off", http.StatusBadRequest)
		return
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	default:
		http.Error(w, "too many requests at a time", http.StatusTooManyRequests)
		return
	}
	w.Header().Set("Content-Type", messageType)
	_, _ = w.Write(s.engine.Answer(r.Context(), request)) // a page that has gone gets nothing
}

// messageType is the type of the messages of the playground's protocol. A form of another site can't send it.
const messageType = "application/octet-stream"
