package text

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mundap/mundap/internal/load/content"
)

// writeShown writes what an element shows that is not simply the text in it: a
// picture's description, the value of a form's field, a formula, a word with its
// reading, the words of a drawing. It reports whether the element is one of these.
func writeShown(b *strings.Builder, n *html.Node) bool {
	switch n.DataAtom {
	case atom.Img:
		writeApart(b, attribute(n, "alt"))
	case atom.Input:
		writeApart(b, inputValue(n))
	case atom.Textarea:
		writeApart(b, rawText(n))
	case atom.Select:
		writeApart(b, chosen(n))
	case atom.Math:
		writeFormula(b, n, 0)
	case atom.Svg:
		writeDrawing(b, n, 0)
	case atom.Ruby:
		writeRuby(b, n)
	default:
		return false
	}
	return true
}

// writeRuby writes a word and then its reading in brackets. The reading stands
// above the word, often above each of its letters by itself.
func writeRuby(b *strings.Builder, n *html.Node) {
	var reading strings.Builder
	visit(n, 0, func(c *html.Node) bool {
		if c.DataAtom != atom.Rt {
			return !isChrome(c)
		}
		reading.WriteString(strings.TrimSpace(textOf(c)))
		return false
	})
	writeText(b, n, 0)
	if reading.Len() > 0 {
		b.WriteString("(" + reading.String() + ")")
	}
}

func writeApart(b *strings.Builder, text string) {
	if text != "" {
		b.WriteString(" " + text + " ")
	}
}

// inputValue is what a field shows: a tick, or the text in it.
func inputValue(n *html.Node) string {
	switch strings.ToLower(attribute(n, "type")) {
	case "checkbox", "radio":
		if hasAttribute(n, "checked") {
			return "☑"
		}
		return ""
	case "", "text", "number", "date", "time", "month", "week", "datetime-local", "email", "tel", "url":
		return attribute(n, "value")
	}
	return ""
}

// chosen is the text of a list's chosen options, or of its first option if
// nothing is chosen and the list shows one line.
func chosen(list *html.Node) string {
	var first *html.Node
	var texts []string
	find(list, 0, func(n *html.Node) bool {
		if n.DataAtom != atom.Option {
			return false
		}
		if first == nil {
			first = n
		}
		if hasAttribute(n, "selected") {
			texts = append(texts, strings.TrimSpace(rawText(n)))
		}
		return false
	})
	if len(texts) == 0 && first != nil && !hasAttribute(list, "multiple") {
		return strings.TrimSpace(rawText(first))
	}
	return strings.Join(texts, " ")
}

// rawText is all text below n.
func rawText(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		for c := n.FirstChild; c != nil && depth < content.MaxDepth; c = c.NextSibling {
			if c.Type == html.TextNode {
				b.WriteString(c.Data)
			}
			walk(c, depth+1)
		}
	}
	walk(n, 0)
	return b.String()
}

// writeFormula writes MathML on one line: x^2, (a+b)/2, √(x).
func writeFormula(b *strings.Builder, n *html.Node, depth int) {
	if depth > content.MaxDepth {
		return
	}
	var parts []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(strings.TrimSpace(c.Data))
		case c.Type == html.ElementNode && !isChrome(c) && c.Data != "annotation" &&
			c.Data != "annotation-xml":
			parts = append(parts, c)
		}
	}
	between := marks[n.Data]
	if n.Data == "msqrt" {
		b.WriteString("√(")
		defer b.WriteString(")")
	}
	for i, c := range parts {
		if i > 0 && i <= len(between) {
			b.WriteString(between[i-1])
		}
		grouped := len(between) > 0 && len([]rune(rawText(c))) > 1 && c.FirstChild != c.LastChild
		if grouped {
			b.WriteString("(")
		}
		writeFormula(b, c, depth+1)
		if grouped {
			b.WriteString(")")
		}
		if c.Data == "mtr" || c.Data == "mtd" || c.Data == "mtext" {
			b.WriteString(" ")
		}
	}
}

// marks stand between the parts of MathML's elements.
var marks = map[string][]string{
	"msup": {"^"}, "msub": {"_"}, "msubsup": {"_", "^"}, "mfrac": {"/"}, "mroot": {"√"},
	"munder": {"_"}, "mover": {"^"}, "munderover": {"_", "^"},
}

// writeDrawing writes the words in a drawing.
func writeDrawing(b *strings.Builder, n *html.Node, depth int) {
	for c := n.FirstChild; c != nil && depth < content.MaxDepth; c = c.NextSibling {
		switch {
		case c.Type != html.ElementNode || isChrome(c):
		case c.Data == "text":
			writeApart(b, strings.TrimSpace(rawText(c)))
		case c.Data == "foreignObject":
			writeApart(b, textOf(c))
		default:
			writeDrawing(b, c, depth+1)
		}
	}
}
