package named

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var colours = Table[int]{"colour", []Entry[int]{
	{Name: "red", Value: 1},
	{Name: "blue", Value: 2, Numbers: []Number{{Default: 5, Positive: true}}},
	{Name: "green", Value: 3, Numbers: []Number{{Key: "hue", Default: -3}, {Key: "size", Default: 1, Positive: true}}},
	{Name: "", Value: 4},
}}

func TestNamesAreInOrder(t *testing.T) {
	if got, want := colours.Names(), []string{"red", "blue", "green", ""}; !cmp.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFind(t *testing.T) {
	for spec, want := range map[string]Choice[int]{
		"red":                   {1, nil, "red"},
		"blue":                  {2, []float64{5}, "blue"},
		"blue:5":                {2, []float64{5}, "blue:5"},
		"blue:2.50":             {2, []float64{2.5}, "blue:2.5"},
		"green":                 {3, []float64{-3, 1}, "green"},
		"green:hue=0":           {3, []float64{0, 1}, "green:hue=0"},
		"green:size=2e0":        {3, []float64{-3, 2}, "green:size=2"},
		"green:size=2:hue=-0.5": {3, []float64{-.5, 2}, "green:hue=-0.5:size=2"},
		"":                      {4, nil, ""},
	} {
		got, err := colours.Find(spec)
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: got %v and %v, want %v", spec, got, err, want)
		}
		if again, err := colours.Find(got.Spec); err != nil || !cmp.Equal(again, got) {
			t.Errorf("%s, found again as %s: got %v and %v, want %v", spec, got.Spec, again, err, got)
		}
	}
}

func TestFindRefuses(t *testing.T) {
	const positive = "want a positive number"
	for spec, want := range map[string]string{
		"re":                  "want one of red, blue, green, ",
		"Red":                 "want one of red, blue, green, ",
		"red:":                "want nothing after red",
		"red:1":               "want nothing after red",
		"blue:":               positive + " after the colon, as in blue:5",
		"blue:0":              positive + " after the colon, as in blue:5",
		"blue:-1":             positive + " after the colon, as in blue:5",
		"blue:NaN":            positive + " after the colon, as in blue:5",
		"blue:Inf":            positive + " after the colon, as in blue:5",
		"blue:1:2":            positive + " after the colon, as in blue:5",
		"green:":              `want key=value after each colon, as in green:hue=-3, not ""`,
		"green:hue":           `want key=value after each colon, as in green:hue=-3, not "hue"`,
		"green:hue=1:":        `want key=value after each colon, as in green:hue=-3, not ""`,
		"green:weight=1":      `green has no "weight": want hue, size`,
		"green:=1":            `green has no "": want hue, size`,
		"green:hue=1:hue=2":   "hue is given twice: want it once",
		"green:hue=b":         `hue "b": want a number`,
		"green:hue=Inf":       `hue "Inf": want a number`,
		"green:hue=1=2":       `hue "1=2": want a number`,
		"green:hue=1:size=0":  `size "0": ` + positive,
		"green:size=NaN":      `size "NaN": ` + positive,
		"green:size=1:hue=1e": `hue "1e": want a number`,
	} {
		_, err := colours.Find(spec)
		if want := colours.Errorf(spec, "%s", want).Error(); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
