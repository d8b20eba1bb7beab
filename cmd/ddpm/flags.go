package main

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"ddpm/cmd/ddpm/internal/export"
	"ddpm/cmd/ddpm/internal/part"
	"ddpm/cmd/ddpm/internal/terminal"
	"ddpm/cmd/internal/runs"
	"ddpm/data"
	"ddpm/model"
	"ddpm/sample"
	"ddpm/train"

	"github.com/alecthomas/kong"
)

// All flags are here, but for those that config.json and compare.json have too: the settings of a training and how points are drawn,
// which package runs keeps. A new flag is a field here or there, and where it acts.

type cli struct {
	Run     runCmd     `cmd:"" help:"The main job: train a model, draw points from it, compare them with the truth, and show all of it on one page."`
	Train   trainCmd   `cmd:"" help:"Only train a model."`
	Sample  sampleCmd  `cmd:"" help:"Draw new points from a trained run."`
	Compare compareCmd `cmd:"" help:"Measure how far a run, or any points, are from the truth."`
	Ablate  ablateCmd  `cmd:"" help:"Try every combination of some settings of training or sampling, and compare them: a picture and a table."`
	Data    dataCmd    `cmd:"" help:"List, show or draw from distributions."`
	Forward forwardCmd `cmd:"" help:"Watch a distribution or an image turn into noise: the forward process, drawn and measured."`
	Export  exportCmd  `cmd:"" help:"Write the model of a run for other programs: as ONNX, or as a file of PyTorch."`
	Play    playCmd    `cmd:"" help:"Open the playground in the browser: draw a distribution, watch a network learn it, and see how wrong it is."`

	app
}

// app has the flags that every command takes, where output goes, and how closely things are looked at.
type app struct {
	Seed    uint64           `default:"1" help:"Seed of all random numbers: the same command gives the same bytes."`
	Threads int              `placeholder:"N" help:"Processor cores to use (all, or as many as a job was given: SLURM_CPUS_PER_TASK, or the quota of its cgroup). Results do not depend on it."`
	Quiet   bool             `short:"q" help:"Print neither progress nor text."`
	JSON    bool             `name:"json" help:"Print the result as JSON on standard output, and no text."`
	Version kong.VersionFlag `help:"Print the version."`

	out      *terminal.Output
	effort   effort
	args     []string   // of the command line
	explicit []explicit // flags and arguments given by the user
}

// trainFlags are the flags of the commands that train.
type trainFlags struct {
	runs.Settings
	Out       string `short:"o" placeholder:"FOLDER" help:"The run's folder (runs/NAME, or the first free of runs/NAME-2, …)."`
	Resume    string `placeholder:"RUN" help:"Go on with the interrupted run in this folder, with its settings. A larger --steps makes a finished training longer. It goes on at the learning rate that a training of so many steps has there, so no single run gives the same bytes."`
	Overwrite bool   `help:"Delete the run that --out holds, and what ddpm export wrote into its folder."`
	relocated
}

// relocated is the flag of commands that need the data of a run.
type relocated struct {
	Lies string `name:"data" placeholder:"PATH" help:"Where the file of data of a run lies now, if it has moved. It must be the same, byte for byte, and is found without this flag beside the run or in the working folder."`
}

// in notes in a run's folder where its data lies now, if the flag is given.
func (r relocated) in(folder runs.Folder) error {
	if r.Lies == "" {
		return nil
	}
	return terminal.BadInput(folder.Relocate(r.Lies))
}

// divided is the flag of commands of which many processes can each do a part.
type divided struct {
	Part string `group:"Parts" placeholder:"I/N" help:"Do part I of N only, from 0/N to N-1/N. Parts are processes that know nothing of each other, on one machine or on many; what they make does not depend on N. auto takes I and N from a Slurm array, auto/N takes I from a Slurm array or an indexed Kubernetes job."`
}

// ownPart returns the part that the flag names: the whole, if it is not given. What auto stands for is said in a line on standard error.
func (d divided) ownPart(a *app) (part.Part, error) {
	if !a.gave("part") {
		return part.Whole, nil
	}
	p, why, err := part.Parse(d.Part, os.Getenv)
	if why != "" && !a.Quiet {
		fmt.Fprintf(a.out.Err, "%s\n", why)
	}
	return p, terminal.BadInput(err)
}

type trainCmd struct{ trainFlags }

type runCmd struct {
	trainFlags
	runs.Drawing
}

type sampleCmd struct {
	Folder string `arg:"" name:"run" help:"Folder of a trained run."`
	runs.Drawing
	Out        string `short:"o" placeholder:"FILE" help:"Where the points go: .csv, .npy, or - for CSV on standard output (samples.csv in the run's folder)."`
	Round      bool   `help:"Round each coordinate as those in the file of data are rounded: to whole numbers if those of the file are whole."`
	Trajectory string `placeholder:"FILE.npy" help:"Also write every x_t of every point, in the units of the data, as an array of shape (steps+1, count, 2)."`
	Gif        string `placeholder:"FILE.gif" help:"Also draw the way from noise to points as an animation."`
	divided
	relocated
}

type compareCmd struct {
	Subjects []string `arg:"" name:"run-or-points" help:"The folder of a trained run, whose points are judged against its own data. Or POINTS DATA. POINTS are judged: a built-in distribution, a picture, or files of points, which together are one set. DATA is what they are judged against: a file of points, a picture or a built-in distribution."`
	runs.Sampling
	Evals    []int    `group:"Sampling" placeholder:"N,…" help:"Network evaluations a point, as for ddpm sample; with --samplers, those to measure each of them with (5,10,20,50,100)."`
	Samplers []string `group:"Sampling" placeholder:"NAME,…" help:"Also measure these samplers, of ${samplers}, each with its defaults, with several numbers of evaluations. It leaves a table, samplers.csv and a figure."`
	Out      string   `short:"o" placeholder:"FOLDER" help:"Where compare.json, the figures and a run's report go (the run's folder; for points nothing is written)."`
	relocated
	runs.FileFlags
	DataColumns []string `group:"Files" placeholder:"X,Y" help:"The two columns of the file in place of DATA, where they are others than those of the points (--columns)."`
}

type ablateCmd struct {
	runs.Settings
	runs.Drawing
	Vary  []string `required:"" sep:"none" placeholder:"NAME=A,B,…" help:"A flag of training or sampling, or seed, and the values to try. Given several times, every combination is tried; the last one runs along the rows of the picture."`
	Out   string   `short:"o" placeholder:"FOLDER" help:"Where the run of each training goes, with ablation.csv and ablation.png (runs/NAME-ablation). The same command again goes on where it stopped."`
	Judge string   `placeholder:"fast|full" help:"How many points judge each cell. full: --count points, and 8,000 for the KL divergence. fast: so many that judging costs less than the shortest training, from 500 to 5,000 unless --count is given; the standard errors in the table are then larger (full, or fast where full costs more than a training)."`
	divided
	Gather   bool   `group:"Parts" help:"Train nothing: make the table and the picture of what the parts have left in --out, and say which cells are missing."`
	PrintJob string `group:"Parts" placeholder:"slurm" help:"Print a job file for sbatch in place of doing the work: an array of --parts, and a job that gathers. ddpm ablate … --print-job slurm --parts 4 > job.sh && sbatch job.sh."`
	Parts    int    `group:"Parts" placeholder:"N" help:"In how many parts the printed job does the work, at most one for each cell. Slurm hands them out as cores come free, so small parts balance themselves; most clusters take up to 1,000."`
}

type forwardCmd struct {
	Data      string   `arg:"" optional:"" help:"What to add noise to: a picture (${pictures}), a file of points (${files}), or one of ${builtins} (a picture of its own)."`
	As        string   `placeholder:"KIND" help:"What to take a picture for: image, or density, in which ink is probability (image)."`
	Timesteps int      `default:"${timesteps}" help:"Steps T of the noising chain."`
	Schedule  []string `default:"${schedule}" placeholder:"NAME,…" help:"How noise grows along the chain: ${schedules}. Several are compared; the first is drawn."`
	runs.FileFlags
	Out       string `short:"o" placeholder:"FOLDER" help:"Where the page, figures and tables go (runs/NAME-forward)."`
	Overwrite bool   `help:"Replace what an earlier forward left in --out."`
}

type exportCmd struct {
	Folder    string `arg:"" name:"run" help:"Folder of a trained run."`
	Out       string `short:"o" required:"" placeholder:"FILE" help:"Where the model goes: .onnx, or .py for PyTorch, whose weights go beside it into the file of the same name that ends in .safetensors."`
	To        string `placeholder:"NAME" help:"The format, ${formats}, where the ending of --out does not say it: onnx, which ONNX Runtime and others run, on points at noise levels; pytorch, a file of Python with the network and ancestral sampling, to read, run and change."`
	Overwrite bool   `help:"Replace files that are there."`
}

type playCmd struct {
	Data string `arg:"" optional:"" default:"swissroll" help:"What to begin with: a file of points, a picture, a drawing of the playground, or one of ${builtins}."`
	Host string `placeholder:"ADDRESS" help:"Address to listen on (this machine alone). With another one, whoever has the printed address can use the playground."`
	Port int    `default:"0" help:"Port to listen on; 0 takes one that is free."`
	Open bool   `default:"true" negatable:"" help:"Open the playground in the browser. With --no-open its address is only printed."`
	Out  string `short:"o" default:"runs" placeholder:"FOLDER" help:"Where runs are saved: each gets the first free of FOLDER/NAME, FOLDER/NAME-2, …"`
	runs.FileFlags
}

type dataCmd struct {
	List dataListCmd `cmd:"" help:"List the built-in distributions."`
	Show dataShowCmd `cmd:"" help:"Describe a distribution, built-in or a file, and show it."`
	Draw dataDrawCmd `cmd:"" help:"Draw points from a distribution."`
}

type dataListCmd struct {
	Out string `short:"o" placeholder:"FILE.png" help:"Also draw them all, each scaled to fill its panel."`
}

type dataShowCmd struct {
	Data string `arg:"" help:"A file of points (${files}), or - for standard input, a picture (${pictures}), whose ink is probability, or one of ${builtins}."`
	runs.FileFlags
}

type dataDrawCmd struct {
	Data   string `arg:"" help:"A picture, whose ink is probability, or one of ${builtins}."`
	Count  int    `short:"n" default:"10000" help:"How many points to draw."`
	Labels bool   `help:"Also write each point's label, as a third column of a CSV."`
	Ink    string `placeholder:"NAME" help:"Which places of a picture are likely: dark, light, alpha (those that are not transparent), or auto (auto)."`
	Out    string `short:"o" default:"-" placeholder:"FILE" help:"Where the points go: .csv, .npy, or - for CSV on standard output."`
}

// explicit is a flag or an argument that the user gave.
type explicit struct {
	name  string
	group string // of the help; "": none, or an argument
	text  string // as on the command line
}

// gave reports whether the user gave a flag or an argument of that name.
func (a *app) gave(name string) bool {
	return slices.ContainsFunc(a.explicit, func(e explicit) bool { return e.name == name })
}

// names returns the names of all flags and arguments that the user gave.
func (a *app) names() (names []string) {
	for _, e := range a.explicit {
		names = append(names, e.name)
	}
	return names
}

// given returns the flags of a group that the user gave, as they go on a command line, each with a space before it.
func (a *app) given(group string) (flags string) {
	for _, e := range a.explicit {
		if e.group == group {
			flags += " " + e.text
		}
	}
	return flags
}

// The groups of the flags that say how points are drawn, and how files are read.
const (
	samplingGroup = "Sampling"
	filesGroup    = "Files"
)

// explicitFlag returns a flag with the value that it was given.
func explicitFlag(flag *kong.Flag) explicit {
	e := explicit{name: flag.Name}
	if flag.Group != nil {
		e.group = flag.Group.Key
	}
	e.text = "--" + flag.Name + "=" + runs.Quoted(fmt.Sprint(reflect.Indirect(flag.Target)))
	return e
}

// defaults are what the flags' texts refer to.
func defaults() kong.Vars {
	t := train.DefaultConfig()
	vars := kong.Vars{"version": "ddpm " + runs.Version, "builtins": strings.Join(data.BuiltinNames(), ", "),
		"files": data.PointKinds, "pictures": data.PictureKinds}
	for name, value := range map[string]any{
		"steps": t.Steps, "batch": t.Batch, "lr": t.LearningRate, "ema": t.EMA, "clip_grad": t.ClipGrad,
		"width": model.DefaultWidth, "blocks": model.DefaultBlocks,
		"schedule": model.DefaultSchedule, "timesteps": model.DefaultSteps, "predict": model.DefaultPredict,
		"loss_weight": train.DefaultLossWeight, "label_dropout": train.DefaultLabelDropout,
		"schedules": strings.Join(model.ScheduleNames(), ", "),
		"formats":   strings.Join(export.FormatNames(), " or "),
		"sampler":   sample.DefaultSampler, "samplers": strings.Join(sample.SamplerNames(), ", "),
		"times": strings.Join(train.TimesNames(), ", "), "grids": strings.Join(sample.GridNames(), ", "),
	} {
		vars[name] = fmt.Sprint(value)
	}
	return vars
}
