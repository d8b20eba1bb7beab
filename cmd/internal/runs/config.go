package runs

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"

	"ddpm/data"
	"ddpm/data/mixture"
	"ddpm/model"
	"ddpm/sample/audit"
	"ddpm/train"
)

// Version is the program's.
const Version = "0.1.0"

// Settings are what a training depends on: the flags of train and run, and, with the seed, config.json. A setting's name in
// JSON is its flag's.
type Settings struct {
	Data    string   `json:"data" arg:"" optional:"" default:"swissroll" help:"What to learn: a file of points (${files}), or - for standard input, a picture (${pictures}), whose ink is probability, or one of ${builtins}."`
	Steps   int      `json:"steps" default:"0" group:"Training" help:"Optimiser steps: with more the network learns finer detail, and takes longer. 0 takes ${steps}, or fewer for few fixed points."`
	Batch   int      `json:"batch" default:"${batch}" group:"Training" help:"Points in each step: more make the gradient more exact, and take longer."`
	Points  int      `json:"points" default:"0" group:"Training" help:"Train on this many fixed draws of a built-in distribution; 0 draws new points in every step."`
	Holdout *float64 `json:"holdout,omitempty" group:"Training" placeholder:"SHARE" help:"Share of a file's points that are kept from the training, and that compare compares with (0.1)."`
	Blur    string   `json:"blur,omitempty" group:"Training" placeholder:"auto|SIZE" help:"Noise on fixed points, so that their distribution is learned and not the points by heart: its standard deviation in units of the data's, 0 for none, or auto, chosen from the points (auto)."`
	Keep    string   `json:"keep,omitempty" group:"Training" placeholder:"best|last" help:"Which network of a training with held-out rows is kept: best, the one with the lowest held-out loss, if the last one's is clearly higher; or last (best)."`
	FileFlags
	Timesteps    int      `json:"timesteps" default:"${timesteps}" group:"Training" help:"Steps T of the noising chain: more bring samples closer to the truth and take longer to draw."`
	Schedule     string   `json:"schedule" default:"${schedule}" group:"Training" help:"How noise grows along the chain: ${schedules}. Numbers follow after colons: sigmoid:start=0:end=3:temperature=0.9; :scale=0.5 scales the data down, so that any schedule has more noise at each step."`
	Predict      string   `json:"predict" default:"${predict}" group:"Training" help:"What the network puts out: the noise (eps), the clean point (x0), a mix of both (v) that can be predicted well at every noise level, or the velocity of flow matching, noise less clean point (u)."`
	Times        string   `json:"times,omitempty" group:"Training" placeholder:"NAME" help:"How often each time t of the chain is trained on: ${times}. uniform: all equally often; logit-normal: those in the middle more often, so that log t/(T−t) is normal with mean 0 and standard deviation 1, or others, as in logit-normal:mean=0.5:spread=2 (uniform)."`
	LossWeight   string   `json:"loss-weight" group:"Training" placeholder:"NAME" help:"How much each noise level counts: eps: all the same, by the error of the noise; simple: all the same, by the error of what is predicted; min-snr or min-snr:GAMMA: less near the data; variational: as in the bound of the likelihood; balanced: a quarter of the points as eps, and the others evenly spread in log-SNR; balanced:share=0.4:noise=0.2: that share evenly spread, and few of them below that noise (${loss_weight}; the latter, from the blur, for fixed points)."`
	Target       string   `json:"target" group:"Training" placeholder:"mean|noise" help:"What the predicted noise is compared with: noise, the noise that was drawn, as in Ho et al. 2020; mean, its mean over the data that the point may have come from, which learns in fewer steps (mean; noise for few fixed points, between which the network is smoother that way)."`
	Label        string   `json:"label,omitempty" group:"Training" placeholder:"COLUMN" help:"Train a class-conditional network: the column of a file that holds the class, or label for a built-in distribution."`
	LabelDropout *float64 `json:"label-dropout,omitempty" group:"Training" placeholder:"SHARE" help:"Share of points whose class the network does not see, so that it also learns all points together (${label_dropout})."`
	Width        int      `json:"width" default:"${width}" group:"Training" help:"Units in each layer of the network."`
	Blocks       int      `json:"blocks" default:"${blocks}" group:"Training" help:"Residual blocks of the network."`
	LR           float64  `json:"lr" name:"lr" default:"0" group:"Training" help:"Learning rate at its peak: larger learns faster until it diverges. 0 takes ${lr}, or less for few fixed points."`
	EMA          float64  `json:"ema" name:"ema" default:"${ema}" group:"Training" help:"Decay of the average of the weights that sampling uses: nearer 1 smooths over more steps."`
	ClipGrad     float64  `json:"clip-grad" default:"${clip_grad}" group:"Training" help:"Largest norm of the gradient; 0 does not clip."`
}

// Config is config.json: enough to make the run again.
type Config struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	Seed    uint64 `json:"seed"`
	Settings
	Grown    []int         `json:"grown,omitempty"`    // steps that the training had before it was made longer: its bytes are those of no single run
	SHA256   string        `json:"sha256,omitempty"`   // of a file, to notice if it changes
	Reading  *data.Reading `json:"reading,omitempty"`  // how a file was read
	Blurred  *data.Blur    `json:"blurred,omitempty"`  // the noise on fixed points
	Sampling *Drawn        `json:"sampling,omitempty"` // how ddpm run draws its points
}

// NewConfig completes the settings for a new run and returns the dataset that they name.
func NewConfig(s Settings, seed uint64) (Config, *data.Dataset, error) {
	c := Config{Version: Version, Go: runtime.Version(), Seed: seed, Settings: s}
	switch {
	case c.Label == "" && c.LabelDropout != nil:
		return c, nil, errors.New("--label-dropout is for training with classes: want --label with it")
	case c.Label != "" && c.LabelDropout == nil:
		share := train.DefaultLabelDropout
		c.LabelDropout = &share
	}
	whole, err := c.Selection(c.Label).Open(c.Data)
	if err != nil {
		return c, nil, err
	}
	if whole.Distribution == nil {
		if err := c.setHoldout(len(whole.Fixed)); err != nil {
			return c, nil, fmt.Errorf("%s: %w", c.Data, err)
		}
	}
	dataset, err := c.divide(whole)
	if err == nil {
		err = checkClasses(dataset)
	}
	if err != nil {
		return c, dataset, err
	}
	if err := c.setKeep(dataset); err != nil {
		return c, nil, err
	}
	if dataset.Fixed != nil {
		c.Blur = cmp.Or(c.Blur, data.AutoBlur)
	}
	if dataset, err = c.blur(dataset); err != nil {
		return c, dataset, err
	}
	c.complete(len(dataset.Fixed), dataset.Blur)
	if dataset.Reading == nil && !data.IsDrawing(c.Data) {
		return c, dataset, nil
	}
	if path, err := filepath.Abs(s.Data); err == nil && s.Data != data.StandardInput {
		c.Data = path
	}
	if c.SHA256, c.Reading = dataset.SHA256, dataset.Reading; data.IsPicture(c.Data) || data.IsDrawing(c.Data) {
		c.SHA256, err = checksum(c.Data)
		return c, dataset, err
	}
	if c.Columns == nil {
		c.Columns = c.Reading.Columns[:]
	}
	return c, dataset, nil
}

// complete sets what depends on the points to train on, where the user did not say it: on so many fixed points, or 0 for fresh draws, with
// that noise.
func (c *Config) complete(points int, blur *data.Blur) {
	does := LearningFor(points, blur)
	c.Steps, c.LR = cmp.Or(c.Steps, does.Steps), cmp.Or(c.LR, does.Rate)
	c.Target, c.LossWeight = cmp.Or(c.Target, does.Target), cmp.Or(c.LossWeight, does.LossWeight)
}

// blur returns the dataset with the noise of the settings on its fixed points, and writes down how much that is. What is written down
// already is taken: to choose it again from many points takes a while.
func (c *Config) blur(dataset *data.Dataset) (*data.Dataset, error) {
	if c.Blur == "" {
		return dataset, nil
	}
	if c.Blurred != nil {
		blurred := *dataset
		blurred.Blur = c.Blurred
		return &blurred, nil
	}
	blurred, err := dataset.Blurred(c.Blur)
	if err == nil {
		c.Blurred = blurred.Blur
	}
	return blurred, err
}

// Config reads the configuration of the run in the folder. A file of data without a path is in the folder itself, as the playground
// saves it.
func (f Folder) Config() (c Config, err error) {
	c.Predict, c.LossWeight, c.Target = "v", "eps", train.DrawnNoise // of runs from before there was a choice
	if err := f.ReadConfig(&c); err != nil {
		return c, err
	}
	if c.Keep == "" && c.Holdout != nil && *c.Holdout > 0 {
		c.Keep = KeepLast
	}
	if c.SHA256 != "" && c.Data != data.StandardInput && data.BaseOf(c.Data) == c.Data {
		c.Data, err = filepath.Abs(f.File(c.Data))
	}
	return c, err
}

// Open reads the configuration of the run in the folder and returns it with its dataset. It fails if the data
// has changed or is not found.
func (f Folder) Open() (c Config, dataset *data.Dataset, err error) {
	if c, err = f.Config(); err != nil {
		return c, nil, err
	}
	if c.Data, err = c.locate(f); err != nil {
		return c, nil, err
	}
	dataset, err = c.Dataset()
	return c, dataset, err
}

// Dataset opens the dataset as training sees it.
func (c Config) Dataset() (dataset *data.Dataset, err error) {
	if dataset, err = c.Selection(c.Label).Open(c.Data); err != nil {
		return nil, err
	}
	if dataset, err = c.divide(dataset); err != nil {
		return nil, err
	}
	return c.blur(dataset)
}

// divide returns a whole dataset as training sees it.
func (c Config) divide(dataset *data.Dataset) (_ *data.Dataset, err error) {
	if c.Holdout != nil {
		if dataset, err = dataset.HoldOut(*c.Holdout, c.Seed); err != nil {
			return nil, err
		}
	}
	if c.Points != 0 {
		return dataset.Fix(c.Points, c.Seed)
	}
	return dataset, nil
}

// labelDropout returns the share of points whose class the network does not see: 0 where there are no classes.
func (c Config) labelDropout() float64 {
	if c.LabelDropout == nil {
		return 0
	}
	return *c.LabelDropout
}

// Parts returns the parts of the training of a network on a standardised distribution: points of each class, and of no class.
func (c Config) Parts(network *model.Network, distribution *mixture.Mixture) []audit.Part {
	return audit.Parts(network, distribution, c.labelDropout())
}

// Trainer returns the trainer at step 0, and the model, with its average of the weights, that it trains.
func (c Config) Trainer(dataset *data.Dataset) (*train.Trainer, *model.Model, error) {
	schedule, err := model.NewSchedule(c.Schedule, c.Timesteps)
	if err != nil {
		return nil, nil, err
	}
	shape := model.NewConfig(c.Width, c.Blocks)
	shape.Predict, shape.Classes = c.Predict, len(dataset.LabelNames)
	how := train.Config{
		Steps: c.Steps, Batch: c.Batch, LearningRate: c.LR, EMA: c.EMA, ClipGrad: c.ClipGrad, Seed: c.Seed, LossWeight: c.LossWeight,
		Target: c.Target, Times: c.Times, LabelDropout: c.labelDropout(),
	}
	trainer, err := train.New(how, shape, schedule, dataset.Source())
	if err != nil {
		return nil, nil, err
	}
	standardizer := dataset.Standardizer()
	lowest, highest := trainer.TrainedLogSNRs()
	return trainer, &model.Model{
		Network: trainer.Average(), Schedule: schedule,
		Mean: standardizer.Mean, Scale: standardizer.Scale, Data: dataset.Name, Labels: dataset.LabelNames,
		Trained: [2]float64{lowest, highest},
	}, nil
}
