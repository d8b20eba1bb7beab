package play

import "ddpm/data"

// currentReply is what the engine holds, so that a page that is loaded again goes on with it.
type currentReply struct {
	Source sourceReply          `json:"source"`
	Open   openReply            `json:"open"`
	Runs   map[string]*setReply `json:"runs"` // of those whose settings were asked for; the others are null
}

// sourceReply is what was opened: one of three.
type sourceReply struct {
	Data    string        `json:"data,omitempty"`
	Drawing *data.Drawing `json:"drawing,omitempty"`
	File    string        `json:"file,omitempty"` // its name
}

// current returns what is open and how its runs are set. The caller must hold the engine's lock.
func (s *session) current() *currentReply {
	reply := &currentReply{Open: s.opened, Runs: make(map[string]*setReply)}
	switch {
	case s.kind == "builtin":
		reply.Source.Data = s.data
	case s.drawing != nil:
		reply.Source.Drawing = s.drawing
	default:
		reply.Source.File = s.name
	}
	for _, name := range runNames {
		if r := s.runs[name]; r.asked || name == runNames[0] {
			described := r.described()
			reply.Runs[name] = &described
		} else {
			reply.Runs[name] = nil
		}
	}
	return reply
}
