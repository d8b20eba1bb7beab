package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// usages are what kong says of a wrong command line, and the same in the words of this program.
var usages = []struct {
	kong *regexp.Regexp
	ours string
}{
	{regexp.MustCompile(`^(--[\w-]+): expected (?:an? )?(?:valid \d+ bit )?uint but got "(.*?)"`), `$1 "$2": want a whole number from 0 to 18446744073709551615`},
	{regexp.MustCompile(`^(--[\w-]+): expected (?:an? )?(?:valid \d+ bit )?int but got "(.*?)"`), `$1 "$2": want a whole number of at most 18 digits`},
	{regexp.MustCompile(`^(--[\w-]+): expected (?:an? )?(?:valid \d+ bit )?float but got "(.*?)"`), `$1 "$2": want a number, of a size that float64 has`},
	{regexp.MustCompile(`^(--[\w-]+): expected \w+ value but got "EOL"`), `$1: want a value behind it`},
	{regexp.MustCompile(`^(--[\w-]+): expected \w+ value but got "(-.*?)" \(.*\); perhaps try `), `$1 $2: a value that begins with - is written $1=$2`},
	{regexp.MustCompile(`^expected "(<[^"]*>)[^"]*"$`), `want $1, which is missing: --help says what it is`},
	{regexp.MustCompile(`^missing flags: (.*)$`), `want $1, which is missing: --help says what it is`},
}

// usageError returns what kong found wrong with the command line args, in the words of this program.
func usageError(parser *kong.Kong, args []string, err error) error {
	if wrong := "unexpected argument " + args[0]; err.Error() == wrong || strings.HasPrefix(err.Error(), wrong+",") {
		var commands []string
		for _, command := range parser.Model.Children {
			commands = append(commands, command.Name)
		}
		return fmt.Errorf("unknown command %q: want one of %s", args[0], strings.Join(commands, ", "))
	}
	for _, usage := range usages {
		if found := usage.kong.FindStringSubmatchIndex(err.Error()); found != nil {
			return errors.New(string(usage.kong.ExpandString(nil, usage.ours, err.Error(), found)))
		}
	}
	return err
}

// plainPlaceholders has the placeholders of flags that take lists shown as they are written: kong would add ",..." to them.
func plainPlaceholders(parser *kong.Kong) {
	for _, command := range parser.Model.Leaves(false) {
		for _, group := range command.AllFlags(false) {
			for _, flag := range group {
				if flag.IsSlice() && flag.PlaceHolder != "" {
					flag.Tag.Type = "list" // kong looks at it no more, but where it would add to the placeholder
				}
			}
		}
	}
}

// checkValue returns an error if a flag was given without a value, as in --label "", or with a list in which one is missing, as in
// --samplers ddim,,heun. Such a flag must not pass for one that was left out: a shell makes it of a variable that is not set. And -o=x, of
// which the value would be =x, is not how a short flag is written.
func checkValue(flag *kong.Flag) error {
	missing := false
	switch value := flag.Target.Interface().(type) {
	case string:
		missing = value == ""
		if rest, found := strings.CutPrefix(value, "="); found && flag.Short != 0 {
			return fmt.Errorf("-%c=%s: want -%[1]c %s or --%s=%[2]s", flag.Short, rest, flag.Name)
		}
	case []string:
		missing = len(value) == 0 || slices.Contains(value, "")
	case []int:
		missing = len(value) == 0
	}
	if missing {
		return fmt.Errorf("--%s: a value is missing, or is the empty text: want one", flag.Name)
	}
	return nil
}
