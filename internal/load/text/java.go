package text

import "regexp"

const (
	javaAnnotations = `(?:@[\w.]+(?:\([^)]*\))? +)*`
	javaModifiers   = `(?:(?:public|protected|private|abstract|final|static|sealed|non-sealed|strictfp|default|synchronized|native) +)*`
	javaName        = `[\p{L}_$][\p{L}\p{N}_$]*`
)

var (
	javaType = regexp.MustCompile(`^` + javaAnnotations + javaModifiers +
		`(?:class|interface|enum|record|@interface) +(` + javaName + `)`)
	javaMethod = regexp.MustCompile(`^` + javaAnnotations + javaModifiers +
		`(?:<[^(]*> *)?(?:[\p{L}_$][\p{L}\p{N}_$.<>\[\], ?&]* +)?(` + javaName + `) *\([^=]*\{`)
	javaWord = regexp.MustCompile(`^(?:if|for|while|switch|catch|return|new|else|do|try|synchronized)$`)
)

var java = braced{
	syntax:   syntax{textBlocks: true},
	comments: []string{"//", "/*", "*", "@"},
	top:      javaTypeName,
	holds:    func(string) bool { return true },
	member: func(head string) (string, bool) {
		if name, ok := javaTypeName(head); ok {
			return name, true
		}
		m := javaMethod.FindStringSubmatch(head)
		if m == nil || javaWord.MatchString(m[1]) {
			return "", false
		}
		return m[1], true
	},
}

func javaTypeName(head string) (string, bool) {
	m := javaType.FindStringSubmatch(head)
	if m == nil {
		return "", false
	}
	return m[1], true
}
