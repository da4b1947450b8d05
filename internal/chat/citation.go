package chat

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// citations normalises the citations in a stream of Markdown: [1, 2], [1,2],
// 【1】 and [^1] become [1][2] and [1]. Numbers without a source are removed.
// Code in backquotes is left alone.
type citations struct {
	sources int  // 1 to sources exist; if 0, every citation is left out
	off     bool // everything stays as it is

	held    string // may become a citation, or a run of backquotes
	partial string // the beginning of a character
	inside  int    // backquotes that opened the code we are in; 0 if there is none
}

// maxCitation is the longest text in bytes that is held back because it may
// become a citation.
const maxCitation = 64

// Push takes the next piece of the text and returns what can be passed on.
func (c *citations) Push(piece string) string {
	if c.off {
		return piece
	}
	piece = c.partial + piece
	whole := wholeRunes(piece)
	c.held, c.partial = c.held+piece[:whole], piece[whole:]
	return c.drain(false)
}

// Flush returns what was held back. Call it at the end of the stream.
func (c *citations) Flush() string {
	c.held, c.partial = c.held+c.partial, ""
	return c.drain(true)
}

// Cut returns what was held back of a text that broke off. The beginning of a
// citation is left out.
func (c *citations) Cut() string {
	body := strings.TrimLeft(c.held, " ")
	if open, closing := bracket(body); open != "" && !c.off && c.inside == 0 &&
		!strings.Contains(body, closing) {
		c.held = ""
	}
	c.partial = ""
	return c.drain(true)
}

// Reset discards everything that was held back.
func (c *citations) Reset() { c.held, c.partial, c.inside = "", "", 0 }

// wholeRunes returns the length of s without an incomplete character at its
// end.
func wholeRunes(s string) int {
	for i := len(s) - 1; i >= max(0, len(s)-utf8.UTFMax); i-- {
		if utf8.RuneStart(s[i]) {
			if utf8.FullRuneInString(s[i:]) {
				return len(s)
			}
			return i
		}
	}
	return len(s)
}

func (c *citations) drain(end bool) string {
	var out strings.Builder
	for c.held != "" {
		if plain := c.plain(end); plain > 0 {
			out.WriteString(c.held[:plain])
			c.held = c.held[plain:]
			continue
		} else if strings.Trim(c.held, " ") == "" {
			break
		}
		text, used, wait := c.next(end)
		if wait {
			break
		}
		out.WriteString(text)
		c.held = c.held[used:]
	}
	return out.String()
}

// plain returns how many bytes at the beginning of c.held can be passed on:
// those before the first bracket or backquote. Spaces before a bracket are not
// counted, because they are removed along with a citation that has no source;
// at the end of the text so far, such a bracket may still follow.
func (c *citations) plain(end bool) int {
	i := strings.IndexAny(c.held, "[【`")
	switch {
	case i < 0 && end:
		return len(c.held)
	case i < 0:
		return len(strings.TrimRight(c.held, " "))
	case c.held[i] == '`' || c.inside > 0:
		return i
	}
	return len(strings.TrimRight(c.held[:i], " "))
}

// next reads what c.held begins with: spaces and a bracket, or backquotes.
func (c *citations) next(end bool) (text string, used int, wait bool) {
	if c.held[0] == '`' {
		n := len(c.held) - len(strings.TrimLeft(c.held, "`"))
		if n == len(c.held) && !end {
			return "", 0, true
		}
		switch {
		case c.inside == 0:
			c.inside = n
		case c.inside == n:
			c.inside = 0
		}
		return c.held[:n], n, false
	}
	body := strings.TrimLeft(c.held, " ")
	blank := c.held[:len(c.held)-len(body)]
	open, closing := bracket(body)
	if open == "" || c.inside > 0 {
		n := len(blank) + max(1, len(open))
		return c.held[:n], n, false
	}
	stop := strings.Index(body[:min(len(body), maxCitation)], closing)
	if stop < 0 {
		if !end && len(body) < maxCitation && isCitation(body[len(open):]) {
			return "", 0, true
		}
		return blank + open, len(blank) + len(open), false
	}
	used = len(blank) + stop + len(closing)
	numbers, ok := citedNumbers(body[len(open):stop])
	if !ok || strings.HasPrefix(body[stop+len(closing):], "(") { // a link
		return c.held[:len(blank)+len(open)], len(blank) + len(open), false
	}
	if !end && stop+len(closing) == len(body) { // a "(" may follow
		return "", 0, true
	}
	for _, n := range numbers {
		if n >= 1 && n <= c.sources {
			text += "[" + strconv.Itoa(n) + "]"
		}
	}
	if text != "" {
		text = blank + text
	}
	return text, used, false
}

func bracket(s string) (open, closing string) {
	switch {
	case strings.HasPrefix(s, "["):
		return "[", "]"
	case strings.HasPrefix(s, "【"):
		return "【", "】"
	}
	return "", ""
}

// isCitation reports whether s may be the beginning of a citation such as "1,
// 2", "^1" or "문서 1".
func isCitation(s string) bool {
	s = strings.TrimLeft(trimLabel(s), " ")
	return strings.Trim(s, "0123456789, ^[]") == ""
}

// trimLabel removes the words that models like to put before the number.
func trimLabel(s string) string {
	for _, label := range [...]string{"출처", "문서", "발췌문", "source", "Source", "passage", "excerpt"} {
		if rest, ok := strings.CutPrefix(s, label); ok {
			return strings.TrimLeft(rest, " :")
		}
		if s != "" && strings.HasPrefix(label, s) {
			return ""
		}
	}
	return s
}

// citedNumbers reads "1", "1, 2", "^3" and "문서 1". A number of more than two
// digits is a year or a quantity, not a citation.
func citedNumbers(s string) ([]int, bool) {
	var numbers []int
	for part := range strings.SplitSeq(trimLabel(s), ",") {
		part = strings.TrimPrefix(strings.Trim(part, " "), "^")
		n, err := strconv.Atoi(part)
		if err != nil || len(part) > 2 || n < 0 {
			return nil, false
		}
		numbers = append(numbers, n)
	}
	return numbers, true
}
