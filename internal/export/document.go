// Package export turns conversations into documents for other programs. Such a
// document contains the questions, the answers, and the passages that the
// answers rest on. The packages docx and hwpx below it write the formats of
// word processors.
package export

// Document is what a writer writes.
type Document struct {
	Title    string
	Language string // "ko" or "en"
	Blocks   []Block
}

// Kind is what a Block is.
type Kind int

// The kinds of blocks, and which fields of a Block they use.
const (
	Paragraph Kind = iota // Runs
	Heading               // Level 1–4, Runs
	Item                  // an entry of a list: Level (depth from 0), Marker, List, Runs
	Quote                 // Runs: words of a source
	Code                  // Lines
	Table                 // Rows; the first one names the columns
	Rule                  // a line across the page
)

// Block is a part of a document that stands on lines of its own.
type Block struct {
	Kind  Kind
	Level int
	Runs  []Run
	// Number is an item's in a numbered list; 0 means the list has none.
	Number int
	// List tells lists apart: numbered items of one list have the same.
	List  int
	Lines []string
	Rows  [][]Cell
}

// Cell is a cell of a table.
type Cell []Run

// Run is text in one style.
type Run struct {
	Text                       string
	Bold, Italic, Strike, Code bool
	Muted                      bool   // said beside the text
	Cite                       bool   // the number of a source
	Break                      bool   // a line break stands before the text
	Link                       string // http, https or mailto address; "" if there is none
}

// Text is a plain run.
func Text(s string) []Run { return []Run{{Text: s}} }
