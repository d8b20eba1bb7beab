package part

import (
	"errors"
	"fmt"
	"strconv"
)

// auto stands for the part that the engine names.
const auto = "auto"

// Variables of the environment by which engines say which of its tasks a process is.
const (
	slurmTask       = "SLURM_ARRAY_TASK_ID"  // with _MIN, _MAX, _STEP and _COUNT of all tasks of the array
	kubernetesIndex = "JOB_COMPLETION_INDEX" // from 0, in a Job whose completionMode is Indexed
)

// fromEngine returns the part that the environment names, of count parts, or of as many as the environment says if count is 0.
func fromEngine(count int, lookup func(string) string) (Part, string, error) {
	for _, engine := range []struct {
		variable string
		part     func(count int, lookup func(string) string) (Part, error)
	}{{slurmTask, slurmPart}, {kubernetesIndex, kubernetesPart}} {
		value := lookup(engine.variable)
		if value == "" {
			continue
		}
		p, err := engine.part(count, lookup)
		if err != nil {
			return Whole, "", fmt.Errorf("--part auto: %w", err)
		}
		return p, fmt.Sprintf("part %v, because %s is %s", p, engine.variable, value), nil
	}
	return Whole, "", fmt.Errorf("--part auto: neither %s nor %s is set, so this is no task of a Slurm array or of an indexed Kubernetes job: "+
		"want --part I/N", slurmTask, kubernetesIndex)
}

// slurmPart returns the part of a task of a Slurm array. If the number of parts is given, a task's number is that of its part, so that some
// of the tasks can be submitted again. Otherwise the tasks of the array, in their order, are all parts.
func slurmPart(count int, lookup func(string) string) (Part, error) {
	if count > 0 {
		return numbered(slurmTask, count, lookup)
	}
	var first, last, step, all, task int
	for _, v := range []struct {
		name string
		to   *int
	}{
		{slurmTask, &task}, {"SLURM_ARRAY_TASK_MIN", &first}, {"SLURM_ARRAY_TASK_MAX", &last}, {"SLURM_ARRAY_TASK_STEP", &step},
		{"SLURM_ARRAY_TASK_COUNT", &all},
	} {
		var err error
		if *v.to, err = strconv.Atoi(lookup(v.name)); err != nil {
			return Whole, fmt.Errorf("%s is %q and not a number: want --part auto/N", v.name, lookup(v.name))
		}
	}
	if step < 1 || all < 1 || (last-first)/step+1 != all || (task-first)%step != 0 || task < first || task > last {
		return Whole, fmt.Errorf("the %d tasks of the array are not all of %d-%d:%d, so its parts have no plain order: want --part auto/N, and "+
			"tasks from 0 to N-1", all, first, last, step)
	}
	return Part{(task - first) / step, all}, nil
}

// kubernetesPart returns the part of a pod of an indexed job. The environment does not say how many there are.
func kubernetesPart(count int, lookup func(string) string) (Part, error) {
	if count == 0 {
		return Whole, errors.New(kubernetesIndex + " does not say of how many parts: want --part auto/N, N being the completions of the job")
	}
	return numbered(kubernetesIndex, count, lookup)
}

// numbered returns the part, of count parts, whose number is the value of a variable.
func numbered(variable string, count int, lookup func(string) string) (Part, error) {
	index, err := strconv.Atoi(lookup(variable))
	if err != nil || index < 0 || index >= count {
		return Whole, fmt.Errorf("%s is %s, and of %d parts it has to be 0 to %d", variable, lookup(variable), count, count-1)
	}
	return Part{index, count}, nil
}
