package split

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/korean"
)

const (
	// maxComment bounds what of a function's comments goes into its outline, and
	// maxNames what of its names, in characters.
	maxComment = 600
	maxNames   = 400
)

var (
	codeComment = regexp.MustCompile("(?s)/\\*.*?\\*/|\"\"\".*?\"\"\"|'''.*?'''")
	slashes     = regexp.MustCompile(`(?m)(?:^|\s)//.*$`)
	hashes      = regexp.MustCompile(`(?m)(?:^|\s)#.*$`)
	commentMark = regexp.MustCompile("(?m)^\\s*(?:/\\*+|\\*+/|\\*|//+|#+|\"\"\"|''')|(?:\\*/|\"\"\"|''')\\s*$")
	codeName    = regexp.MustCompile(`[\p{L}_][\p{L}\p{N}_]*`)
)

// Outline is what a chunk of code is found by where nothing explains it: its
// name, its comments, its texts in Korean and the names in it, each taken apart
// into words as well ("uploadFile": upload file). "" if it has none of these.
func Outline(c document.Chunk) string {
	var lines []string
	if name := strings.Join(c.Headings, "."); name != "" {
		lines = append(lines, strings.TrimSpace(name+" "+strings.Join(nameWords(name), " ")))
	}
	comments, code := takeComments(c.Text, c.Language)
	if comments != "" {
		lines = append(lines, korean.Truncate(comments, maxComment))
	}
	if names := names(code, c.Headings); names != "" && len(lines) > 0 {
		lines = append(lines, names)
	}
	return strings.Join(lines, "\n")
}

// takeComments separates a code's comments, without their marks, from the rest.
func takeComments(text, language string) (comments, code string) {
	var all []string
	take := func(s string) string {
		for line := range strings.Lines(commentMark.ReplaceAllString(s, "")) {
			if line = strings.TrimSpace(commentMark.ReplaceAllString(line, "")); strings.ContainsFunc(line, unicode.IsLetter) {
				all = append(all, line)
			}
		}
		return "\n"
	}
	lineComment := slashes
	if language == "python" {
		lineComment = hashes
	}
	code = lineComment.ReplaceAllStringFunc(codeComment.ReplaceAllStringFunc(text, take), take)
	return strings.Join(all, "\n"), code
}

// keywords are words of the languages that name nothing.
var keywords = set("and async await break case catch char class const continue def default defer double elif else " +
	"enum except export extends false final finally float for from func function implements import int interface " +
	"lambda let long new nil none not null package pass private protected public raise return self short static string " +
	"struct super switch this throw throws true try type typedef typeof undefined unsigned var void while with yield")

func set(words string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		all[w] = true
	}
	return all
}

// names returns the identifiers and the Korean words of code, each once.
func names(code string, known []string) string {
	seen := map[string]bool{}
	for _, k := range known {
		seen[k] = true
	}
	var b strings.Builder
	for _, name := range codeName.FindAllString(code, -1) {
		if seen[name] || len(name) < 3 || keywords[strings.ToLower(name)] || b.Len() > maxNames {
			continue
		}
		seen[name] = true
		if b.Len() > 0 {
			b.WriteString(" ")
		}
		b.WriteString(name)
		for _, w := range nameWords(name) {
			if !seen[w] {
				seen[w] = true
				b.WriteString(" " + w)
			}
		}
	}
	return b.String()
}

// nameWords returns the words of a compound identifier in lower case, or none
// if it is a single word.
func nameWords(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 1 {
			words = append(words, strings.ToLower(string(word)))
		}
		word = nil
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			continue
		case unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) ||
			i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			end()
		}
		word = append(word, r)
	}
	end()
	if len(words) == 1 && words[0] == name {
		return nil
	}
	return words
}
