package text

import "regexp"

const scriptName = `[\p{L}_$][\p{L}\p{N}_$]*`

var (
	scriptTop = regexp.MustCompile(`^(?:export +)?(?:default +)?(?:declare +)?(?:abstract +)?(?:` +
		`(?:async +)?function\b *\*? *(` + scriptName + `)?` +
		`|(?:class|interface|namespace|(?:const +)?enum) +(` + scriptName + `)` +
		`|type +(` + scriptName + `)[^=]{0,200}=` +
		`|(?:const|let|var) +(` + scriptName + `)\b.{0,300}?= *(?:async\b *)?(?:function\b|(?:<.{0,200}> *)?\(.*=>|` +
		scriptName + ` *=>|class\b)` +
		`|(?:module\.)?exports\.(` + scriptName + `) *= *(?:async\b *)?(?:function\b|\())`)
	scriptMethod = regexp.MustCompile(`^(?:(?:public|private|protected|static|readonly|abstract|override|async|get|set) +)*` +
		`[*#]?(` + scriptName + `) *(?:<[^(]*>)? *(?:\(.*\{$|= *(?:async +)?\(.*=> *\{$)`)
	scriptWord  = regexp.MustCompile(`^(?:if|for|while|switch|catch|function|return|with)$`)
	scriptClass = regexp.MustCompile(`^[^=("]*\b(?:class|namespace)\b`)
)

// script is JavaScript, and TypeScript with it.
var script = braced{
	syntax:   syntax{expressions: true},
	comments: []string{"//", "/*", "*", "@"},
	top: func(head string) (string, bool) {
		m := scriptTop.FindStringSubmatch(head)
		if m == nil {
			return "", false
		}
		return firstOf(m[1:]), true
	},
	holds: scriptClass.MatchString,
	member: func(head string) (string, bool) {
		m := scriptMethod.FindStringSubmatch(head)
		if m == nil || scriptWord.MatchString(m[1]) {
			return "", false
		}
		return m[1], true
	},
}

func firstOf(names []string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}
