package wire

// Page answers GET /api/page: a page, a slide or a stretch of a document's text
// in blocks. Offsets are bytes of the version's text, as Source has them.
type Page struct {
	Document string        `json:"document"`
	Version  string        `json:"version"`
	Name     string        `json:"name"`
	Title    string        `json:"title,omitempty"`
	Format   string        `json:"format,omitempty"`   // "pdf", "hwpx", …
	Outdated bool          `json:"outdated,omitempty"` // the document was uploaded anew since
	Number   int           `json:"number,omitempty"`   // of the page or slide, from 1; 0 if the format has none
	Pages    int           `json:"pages,omitempty"`    // how many there are
	Start    int           `json:"start"`              // of what Blocks hold
	End      int           `json:"end"`
	Before   bool          `json:"before,omitempty"`   // there is more before Start: of the page, or of a text without pages
	After    bool          `json:"after,omitempty"`    // there is more behind End
	Sections []PageSection `json:"sections,omitempty"` // chapters, or the sheets of a workbook
	Blocks   []PageBlock   `json:"blocks"`
	Lit      []PageRect    `json:"lit,omitempty"` // where the ranges asked for stand on printed pages
}

// PageSection is a chapter, or a sheet of a workbook.
type PageSection struct {
	Title string `json:"title"`
	Start int    `json:"start"`
}

// PageBlock is a heading, a paragraph, a table and so on. A table has Rows, all
// others have Text.
type PageBlock struct {
	Kind    string       `json:"kind"` // "heading", "paragraph", "item", "table", "note", "code"
	Start   int          `json:"start"`
	End     int          `json:"end"`
	Level   int          `json:"level,omitempty"` // heading: 1 is the outermost; item: depth from 1
	Text    string       `json:"text,omitempty"`
	Columns []string     `json:"columns,omitempty"` // table: names that stand above it
	Header  int          `json:"header,omitempty"`  // table: how many of Rows name the columns
	Rows    [][]PageCell `json:"rows,omitempty"`
}

// PageCell is a cell of a table. An empty one has no range.
type PageCell struct {
	Start int    `json:"start,omitempty"`
	End   int    `json:"end,omitempty"`
	Span  int    `json:"span,omitempty"` // columns; 0 means 1
	Text  string `json:"text,omitempty"`
}

// PageRect is a rectangle on a printed page, in parts of its width and height
// from its upper left corner: 0 to 1.
type PageRect struct {
	Page int     `json:"page"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	W    float64 `json:"w"`
	H    float64 `json:"h"`
}
