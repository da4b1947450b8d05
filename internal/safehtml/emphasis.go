package safehtml

import (
	"bytes"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// emphasis parses * and _ as goldmark does, except that a star is also a
// delimiter where punctuation inside it meets a Korean, Chinese or Japanese
// character outside: in **이 용어(term)**는 CommonMark sees no end of the bold
// text, because it expects a space there, and particles follow without one. The
// rule is the one that the markdown-cjk-friendly specification proposes for
// CommonMark. Two tildes, which strike text out, follow the same rule.
type emphasis struct{ parser.InlineParser }

func newEmphasisParser() parser.InlineParser { return emphasis{parser.NewEmphasisParser()} }

func newStrikeParser() parser.InlineParser {
	return emphasis{twoTildes{extension.NewStrikethroughParser()}}
}

// Parse implements parser.InlineParser.
func (e emphasis) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, _ := block.PeekLine()
	node := e.InlineParser.Parse(parent, block, pc)
	d, ok := node.(*parser.Delimiter)
	if !ok || d.Char == '_' {
		return node
	}
	after := ' '
	if d.OriginalLength < len(line) {
		after = util.ToRune(line, d.OriginalLength)
	}
	if isCJK(before) && !util.IsSpaceRune(after) {
		d.CanOpen = true
	}
	if isCJK(after) && !util.IsSpaceRune(before) {
		d.CanClose = true
	}
	return node
}

// twoTildes leaves single tildes alone: Korean writes ranges as 10~20.
type twoTildes struct{ parser.InlineParser }

// Parse implements parser.InlineParser.
func (t twoTildes) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if n := len(line) - len(bytes.TrimLeft(line, "~")); n != 2 {
		return nil
	}
	return t.InlineParser.Parse(parent, block, pc)
}

func isCJK(r rune) bool {
	return r >= 0x1100 && unicode.In(r, unicode.Hangul, unicode.Han, unicode.Hiragana,
		unicode.Katakana)
}
