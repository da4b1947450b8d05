package office

import (
	"encoding/xml"
	"strconv"

	"github.com/mundap/mundap/internal/load/archive"
)

// fieldValue reads a check box or a list of choices, as older forms have them
// (ECMA-376 part 1, 17.16.7 and 17.16.9), and returns what Word shows for it.
func fieldValue(x *archive.XML, e xml.StartElement) (string, error) {
	values := map[string]string{}
	var choices []string
	err := x.Children(func(x *archive.XML, e xml.StartElement) error {
		if e.Name.Local == "listEntry" {
			choices = append(choices, archive.Attr(e, "val"))
		} else {
			values[e.Name.Local] = archive.Attr(e, "val")
		}
		return x.Skip()
	})
	if e.Name.Local == "checkBox" {
		state, given := values["checked"]
		if !given {
			state, given = values["default"]
		}
		if given && isOn(state) {
			return "☑", err
		}
		return "☐", err
	}
	chosen, given := values["result"]
	if !given {
		chosen = values["default"]
	}
	n, _ := strconv.Atoi(chosen) // without a number, the first choice is shown
	if n < 0 || n >= len(choices) {
		return "", err
	}
	return choices[n], err
}
