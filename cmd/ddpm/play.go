package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"

	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/play"
	"ddpm/cmd/internal/play/server"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
)

func (c *playCmd) Run(ctx context.Context, a *app) error {
	if data.CanBeReadOnce(c.Data) {
		return terminal.BadInput(errors.New("the playground reads its data several times, and standard input or a pipe can be read once: want a file"))
	}
	if a.gave("seed") {
		return terminal.BadInput(errors.New("--seed: the playground has its seeds on the page, one for training and one for drawing"))
	}
	if err := runs.Folder(c.Out).CheckPlace("a run that is saved"); err != nil {
		return terminal.BadInput(err)
	}
	engine, err := play.New(play.Options{Out: c.Out, Log: func(format string, args ...any) {
		fmt.Fprintf(a.out.Err, "ddpm: "+format+"\n", args...)
	}})
	if err != nil {
		return err
	}
	defer engine.Close()
	if err := engine.Open(c.Data, c.FileFlags); err != nil {
		return terminal.BadInput(err)
	}
	if c.Port < 0 || c.Port > 65535 {
		return terminal.BadInput(fmt.Errorf("--port %d: want 0 to 65535", c.Port))
	}
	s, err := server.Listen(engine, server.Options{Host: c.Host, Port: c.Port})
	if err != nil {
		return terminal.BadInput(err)
	}
	if a.out.JSON {
		err = a.out.Result(struct {
			URL string `json:"url"`
		}{s.URL()})
	} else {
		_, err = fmt.Fprintln(a.out.Out, s.URL()) // alone on its line, so that programs can read it
	}
	if err != nil {
		return err
	}
	if c.Open {
		openBrowser(s.URL())
	}
	if !a.out.Quiet {
		fmt.Fprintln(a.out.Err, "the playground is at this address, for whoever has it; Ctrl-C ends it")
	}
	if err := s.Serve(ctx); err != nil {
		return err
	}
	for _, folder := range engine.Saved() {
		fmt.Fprintf(a.out.Err, "saved: %s\n", folder)
	}
	return nil
}

// openBrowser shows an address in the user's browser. If that fails, there is the printed address.
func openBrowser(url string) {
	command := map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	browser := exec.Command(command[0], append(command[1:], url)...)
	if browser.Start() == nil {
		go browser.Wait()
	}
}
