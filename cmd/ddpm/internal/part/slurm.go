package part

import (
	"io"
	"text/template"

	"ddpm/cmd/internal/runs"
)

// Job is work that Slurm is to do in parts, and what is to be done when all parts are done.
type Job struct {
	Name    string
	Program string   // path of the program
	Part    []string // its arguments for a part, without --part
	Gather  []string // its arguments when all parts are done
	Parts   int
	Cores   int // of each part
}

// slurmJob is the job file. It is submitted three times: by the user, and then it submits itself as an array, and as the gathering job.
// Gathering begins when all parts have ended, whatever came of them, since a part that was cancelled and requeued counts as ended only
// when it has ended at last. If cells are missing then, gathering says which.
var slurmJob = template.Must(template.New("job").Funcs(template.FuncMap{"quote": runs.Quoted}).Parse(`#!/bin/sh
#SBATCH --job-name={{.Name}}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{.Cores}}
#SBATCH --requeue

# {{.Parts}} part(s), and a job that gathers what they leave. Submit this file: sbatch FILE. More #SBATCH lines, such as --time and
# --partition, are for all of these jobs. If parts failed, submit the file again: what is done is not done again.

ddpm={{quote .Program}}
if [ "$1" = gather ]; then
	exec "$ddpm"{{range .Gather}} {{quote .}}{{end}}
fi
if [ -n "$SLURM_ARRAY_TASK_ID" ]; then
	exec "$ddpm"{{range .Part}} {{quote .}}{{end}} --part auto/{{.Parts}}
fi
parts=$(sbatch --parsable --array=0-{{.Last}} "$0") || exit
parts=${parts%%;*} # without the name of the cluster
sbatch --dependency="afterany:$parts" "$0" gather
`))

// WriteSlurm writes the job as a file for sbatch.
func (j Job) WriteSlurm(w io.Writer) error { return slurmJob.Execute(w, j) }

// Last returns the number of the last part.
func (j Job) Last() int { return j.Parts - 1 }
