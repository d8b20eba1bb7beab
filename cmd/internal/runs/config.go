package runs

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"ddpm/data"
	"ddpm/model"
	"ddpm/train"
)

// Version is the program's.
const Version = "0.1.0"

// Settings are what a training depends on: the flags of train and run, and, with the seed, config.json. A setting's name in
// JSON is its flag's.
type Settings struct {
	Data         string   `json:"data" arg:"" optional:"" default:"swissroll" help:"What to learn: a .csv, .tsv or .npy file of points, a picture, whose ink is probability, or one of ${builtins}."`
	Steps        int      `json:"steps" default:"${steps}" group:"Training" help:"Optimiser steps: more learn finer detail and take longer."`
	Batch        int      `json:"batch" default:"${batch}" group:"Training" help:"Points in each step: more make its direction surer, and take longer."`
	Points       int      `json:"points" default:"0" group:"Training" help:"Train on this many fixed draws of a built-in distribution; 0 draws new points in every step."`
	Holdout      *float64 `json:"holdout,omitempty" group:"Training" placeholder:"SHARE" help:"Share of a file's points that are kept from the training, and that compare compares with (0.1)."`
	Columns      []string `json:"columns,omitempty" group:"Training" placeholder:"X,Y" help:"The two columns of a file to read, by name or by number from 1 (the first two)."`
	Timesteps    int      `json:"timesteps" default:"${timesteps}" group:"Training" help:"Steps T of the noising chain: more bring samples closer to the truth and take longer to draw."`
	Schedule     string   `json:"schedule" default:"${schedule}" group:"Training" help:"How noise grows along the chain: ${schedules}. Numbers follow after colons: sigmoid:start=0:end=3:temperature=0.9; :scale=0.5 scales the data down, so that any schedule has more noise at each step."`
	Predict      string   `json:"predict" default:"${predict}" group:"Training" help:"What the network puts out: the noise (eps), the clean point (x0), or a mix of both (v) that can be predicted well at every noise level."`
	LossWeight   string   `json:"loss-weight" default:"${loss_weight}" group:"Training" help:"How much each noise level counts: eps, all alike in the error of the noise; simple, all alike in the error of what is predicted; min-snr or min-snr:GAMMA, less near the data; variational, as in the bound of the likelihood; balanced, a quarter as eps and the rest even in log-SNR."`
	Target       string   `json:"target" group:"Training" placeholder:"mean|noise" help:"What the predicted noise is compared with: noise, the noise that was drawn, as in Ho et al. 2020; mean, its mean over the data that the point may have come from, which learns in fewer steps (mean where points are drawn anew, noise for a fixed set of points)."`
	Label        string   `json:"label,omitempty" group:"Training" placeholder:"COLUMN" help:"Train a class-conditional network: the column of a file that holds the class, or label for a built-in distribution."`
	LabelDropout *float64 `json:"label-dropout,omitempty" group:"Training" placeholder:"SHARE" help:"Share of points whose class the network does not see, so that it also learns all points together (${label_dropout})."`
	Width        int      `json:"width" default:"${width}" group:"Training" help:"Units in each layer of the network."`
	Blocks       int      `json:"blocks" default:"${blocks}" group:"Training" help:"Residual blocks of the network."`
	LR           float64  `json:"lr" name:"lr" default:"${lr}" group:"Training" help:"Learning rate at its peak: larger learns faster until it diverges."`
	EMA          float64  `json:"ema" name:"ema" default:"${ema}" group:"Training" help:"Decay of the average of the weights that sampling uses: nearer 1 smooths over more steps."`
	ClipGrad     float64  `json:"clip-grad" default:"${clip_grad}" group:"Training" help:"Largest norm of the gradient; 0 does not clip."`
}

// Config is config.json: enough to make the run again.
type Config struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	Seed    uint64 `json:"seed"`
	Settings
	SHA256   string `json:"sha256,omitempty"`   // of a file, to notice if it changes
	Sampling *Drawn `json:"sampling,omitempty"` // how ddpm run draws its points
}

const defaultHoldout = 0.1

// NewConfig completes the settings for a new run and returns the dataset that they name.
func NewConfig(s Settings, seed uint64) (Config, *data.Dataset, error) {
	c := Config{Version: Version, Go: runtime.Version(), Seed: seed, Settings: s}
	_, builtin := data.Lookup(s.Data)
	if !builtin && !data.IsPicture(s.Data) && !data.IsDrawing(s.Data) && c.Holdout == nil {
		share := defaultHoldout
		c.Holdout = &share
	}
	switch {
	case c.Label == "" && c.LabelDropout != nil:
		return c, nil, errors.New("--label-dropout is for training with classes: want --label with it")
	case c.Label != "" && c.LabelDropout == nil:
		share := train.DefaultLabelDropout
		c.LabelDropout = &share
	}
	dataset, err := c.Dataset()
	if err == nil && c.Target == "" {
		c.Target = train.MeanNoise
		if dataset.Fixed != nil {
			c.Target = train.DrawnNoise
		}
	}
	if err != nil || builtin {
		return c, dataset, err
	}
	if path, err := filepath.Abs(s.Data); err == nil {
		c.Data = path
	}
	c.SHA256, err = checksum(c.Data)
	return c, dataset, err
}

// Config reads the configuration of the run in the folder. A file of data without a path is in the folder itself, as the playground
// saves it.
func (f Folder) Config() (c Config, err error) {
	c.Predict, c.LossWeight, c.Target = "v", "eps", train.DrawnNoise // of runs from before there was a choice
	if err := f.ReadConfig(&c); err != nil {
		return c, err
	}
	if c.SHA256 != "" && filepath.Base(c.Data) == c.Data {
		c.Data, err = filepath.Abs(f.File(c.Data))
	}
	return c, err
}

// Open reads the configuration of the run in the folder and returns it with its dataset. It fails if the data has changed.
func (f Folder) Open() (c Config, dataset *data.Dataset, err error) {
	if c, err = f.Config(); err != nil {
		return c, nil, err
	}
	if dataset, err = c.Dataset(); err != nil {
		return c, nil, err
	}
	if c.SHA256 != "" {
		if sum, err := checksum(c.Data); err != nil || sum != c.SHA256 {
			return c, nil, fmt.Errorf("%s has changed since the run in %s was begun", c.Data, f)
		}
	}
	return c, dataset, nil
}

// CheckGiven fails if one of the settings that the user gave, by the names of their flags, contradicts the configuration of the run in
// the folder. Other names are passed over.
func (f Folder) CheckGiven(s Settings, seed uint64, given []string) error {
	c, err := f.Config()
	if err != nil {
		return err
	}
	if s.Data != c.Data {
		if path, err := filepath.Abs(s.Data); err == nil && path == c.Data {
			s.Data = path
		}
	}
	now, then := Config{Seed: seed, Settings: s}.ByName(), c.ByName()
	for _, name := range given {
		value, isSetting := now[name]
		if isSetting && value != then[name] {
			return fmt.Errorf("%s %s contradicts the run in %s, where it is %s", name, value, f, then[name])
		}
	}
	return nil
}

// ByName returns the configuration's settings by name, as JSON text.
func (c Config) ByName() map[string]string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		panic(err)
	}
	settings := make(map[string]string)
	for name, value := range raw {
		settings[name] = string(value)
	}
	return settings
}

// Dataset opens the dataset as training sees it.
func (c Config) Dataset() (dataset *data.Dataset, err error) {
	if dataset, err = data.Open(c.Data, c.Columns, c.Label); err != nil {
		return nil, err
	}
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
		Target: c.Target,
	}
	if c.LabelDropout != nil {
		how.LabelDropout = *c.LabelDropout
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

// checksum returns the SHA-256 of a file.
func checksum(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
