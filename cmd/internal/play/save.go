package play

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path"
	"slices"

	"ddpm/cmd/internal/runs"
	"ddpm/sample/audit"
)

type saveRequest struct {
	Run string `json:"run"`
}

type saveReply struct {
	Folder string `json:"folder,omitempty"` // where the run is
	Name   string `json:"name,omitempty"`   // of the zip file that is in the array bytes
}

// save answers the request save: the run becomes a folder, or a zip file of one, with all that ddpm train leaves.
func (e *Engine) save(_ context.Context, q saveRequest, _ []byte) (any, []array, error) {
	e.mu.Lock()
	s, r, err := e.current(q.Run)
	if err != nil {
		e.mu.Unlock()
		return nil, nil, err
	}
	state, err := r.saved()
	e.mu.Unlock()
	if err != nil {
		return nil, nil, err
	}
	if s.kept { // the folder of a run holds its data, if nobody else has it
		content, err := os.ReadFile(s.data)
		if err != nil {
			return nil, nil, e.withoutScratch(err)
		}
		state.config.Data = s.name
		state.files = append(state.files, savedFile{s.name, content})
	}
	state.addExcess()
	name := runs.NameFor(s.name)
	if e.options.Out == "" {
		content, err := state.zipped(name)
		return saveReply{Name: name + ".zip"}, []array{fileArray(content)}, err
	}
	folder, err := state.write(e.options.Out, name)
	if err != nil {
		return nil, nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.saved = append(e.saved, string(folder))
	return saveReply{Folder: string(folder)}, nil, nil
}

// Saved returns the folders of the runs that were saved.
func (e *Engine) Saved() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.saved)
}

// savedRun is what is saved of a run.
type savedRun struct {
	config      runs.Config
	files       []savedFile // besides config.json
	excess      [][]float64
	progress    *audit.Progress
	irreducible *float64
}

type savedFile struct {
	name    string
	content []byte
}

// saved returns what is to be saved of the run as it is. The caller must hold the lock.
func (r *run) saved() (s savedRun, err error) {
	s = savedRun{config: r.config, excess: slices.Clone(r.excess), progress: r.progress, irreducible: r.measures.irreducible}
	for _, part := range []struct {
		name  string
		write func(io.Writer) error
	}{{runs.ModelFile, r.model.Write}, {runs.CheckpointFile, r.trainer.WriteCheckpoint}} {
		var content bytes.Buffer
		if err := part.write(&content); err != nil {
			return s, err
		}
		s.files = append(s.files, savedFile{part.name, content.Bytes()})
	}
	s.files = append(s.files, savedFile{runs.LogFile, []byte(runs.TableText(runs.LogHeader(r.config.Target), r.log))})
	return s, nil
}

// addExcess adds excess.csv, if there is something to put into it. It can take a second.
func (s *savedRun) addExcess() {
	if s.progress == nil {
		return
	}
	irreducible := 0.0
	if s.irreducible != nil {
		irreducible = *s.irreducible
	} else if len(s.excess) > 0 {
		irreducible = s.progress.Irreducible()
	}
	var rows [][]float64
	for _, row := range s.excess {
		rows = append(rows, append(slices.Clone(row), irreducible))
	}
	s.files = append(s.files, savedFile{runs.ExcessFile, []byte(runs.TableText(runs.ExcessHeader, rows))})
}

// write writes the run into a new folder in parent and returns it.
func (s *savedRun) write(parent, name string) (runs.Folder, error) {
	folder := runs.NextIn(parent, name)
	lock, err := folder.Lock()
	if err != nil {
		return "", err
	}
	defer lock.Release()
	if err := folder.Create(s.config, false); err != nil {
		return "", err
	}
	for _, f := range s.files {
		if err := folder.Write(func(w io.Writer) error {
			_, err := w.Write(f.content)
			return err
		}, f.name); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// zipped returns the run's folder as the bytes of a zip file.
func (s *savedRun) zipped(name string) ([]byte, error) {
	var config, all bytes.Buffer
	if err := runs.EncodeJSON(&config, s.config); err != nil {
		return nil, err
	}
	z := zip.NewWriter(&all)
	for _, f := range append([]savedFile{{runs.ConfigFile, config.Bytes()}}, s.files...) {
		w, err := z.Create(path.Join(name, f.name))
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return all.Bytes(), nil
}
