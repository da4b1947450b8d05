package hwp

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// formField is what a field of a form shows. Its properties are one text:
// "ButtonSet:set:24:Caption:wstring:5:선택 상자 Value:int:1 …", in which the
// length of a text stands before it.
func formField(control []hwpRecord) string {
	for _, r := range control {
		if r.tag != hwpTagForm {
			continue
		}
		properties, _ := r.Text(12)
		text := wideProperty(properties, "Caption")
		switch controlID(r) {
		case "+cbt", "+rbt":
			text = ticked(strings.Contains(properties, " Value:int:1 "), text)
		case "+pbt":
		default:
			text = wideProperty(properties, "Text")
		}
		return apart(text)
	}
	return ""
}

// wideProperty is a property of a form's field whose value is a text.
func wideProperty(properties, name string) string {
	_, rest, found := strings.Cut(properties, ":"+name+":wstring:")
	if !found {
		_, rest, _ = strings.Cut(properties, " "+name+":wstring:")
	}
	length, value, _ := strings.Cut(rest, ":")
	n, err := strconv.Atoi(length)
	units := utf16.Encode([]rune(value))
	if err != nil || n < 0 {
		return ""
	}
	return string(utf16.Decode(units[:min(n, len(units))]))
}

// ticked is a box with its caption.
func ticked(on bool, caption string) string {
	box := "☐"
	if on {
		box = "☑"
	}
	return strings.TrimSpace(box + " " + caption)
}

// apart is a field's text, divided from what stands before and after it.
func apart(text string) string {
	if text = strings.TrimSpace(text); text != "" {
		return " " + text + " "
	}
	return ""
}
