package safehtml

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Some marks cost the parser the square of their number: every star looks for
// its partner among all before it, every bracket reads on for the end of an
// address, every quotation mark on a line opens all blocks again. An answer
// that repeats what somebody planted in a document must not hold the server up,
// so beyond these bounds, which no honest answer comes near, marks are text.
const (
	maxMarks  = 500 // stars and brackets in one block
	maxQuotes = 20  // quotations inside one another
)

// bounded lets an inline parser see the first maxMarks of its marks in each block.
type bounded struct {
	parser.InlineParser
	count parser.ContextKey
}

func newBounded(p parser.InlineParser) parser.InlineParser {
	return bounded{p, parser.NewContextKey()}
}

// marks counts marks in a block.
type marks struct {
	block ast.Node
	n     int
}

// Parse implements parser.InlineParser.
func (b bounded) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	m, _ := pc.Get(b.count).(*marks)
	if m == nil || m.block != parent {
		m = &marks{block: parent}
		pc.Set(b.count, m)
	}
	if m.n++; m.n > maxMarks {
		return nil
	}
	return b.InlineParser.Parse(parent, block, pc)
}

// CloseBlock implements parser.CloseBlocker for those that need it.
func (b bounded) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := b.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

// shallow opens quotations only so deep.
type shallow struct{ parser.BlockParser }

// Open implements parser.BlockParser.
func (s shallow) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node,
	parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if n.Kind() == ast.KindBlockquote {
			depth++
		}
	}
	if depth >= maxQuotes {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, reader, pc)
}
