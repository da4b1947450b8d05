// Package content defines the result of reading a file: a sequence of [Page]s
// of text. Each page is a list of [Block]s: headings with their level,
// paragraphs, list items with their visible number, tables with cells, records
// of a csv or sheet, notes, and code. Each block has its range in the page's
// text. Readers make pages with a [Builder] or a [Pager].
package content

import (
	"slices"

	"github.com/mundap/mundap/internal/document"
)

// Kind says what a block is.
type Kind string

const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	ListItem  Kind = "item"
	Table     Kind = "table"  // Rows with cells; the first Header rows name the columns
	Record    Kind = "record" // one row of a csv or sheet as "name: value" lines
	Note      Kind = "note"   // footnote, endnote, speaker's note
	Code      Kind = "code"
	FAQ       Kind = "faq" // a question, and below it the answer and a link; Rows: one, with these as cells
)

// Page is a part of a document: a printed page, a slide or a sheet where the
// format has them, otherwise a section of about 64 KB. It is immutable once a
// reader has given it.
type Page struct {
	Index  int     `json:"i"`           // 0, 1, … in the order of reading: what Pages resumes at
	Number int     `json:"n,omitempty"` // 1-based printed page; 0 for formats without pages
	Text   string  `json:"t"`           // NFC; the blocks in order, "\n" or "\n\n" between them
	Blocks []Block `json:"b"`
	Done   int64   `json:"d"`          // how far reading has come, in Info's unit, with this page
	Sheet  Sheet   `json:"p,omitzero"` // where the words are, if the format says so
}

// Block is a piece of a page. Start and End are its range in Page.Text, in
// bytes of UTF-8. Ranges ascend and do not overlap.
type Block struct {
	Kind     Kind   `json:"k"`
	Start    int    `json:"s"`
	End      int    `json:"e"`
	Level    int    `json:"l,omitempty"` // heading: 1 is the outermost; list item: depth from 1
	Number   string `json:"m,omitempty"` // list item: its visible number or bullet, which the text begins with
	Line     int    `json:"r,omitempty"` // 1-based line or row of the file where it begins; 0 means the format has none
	Language string `json:"g,omitempty"` // code: "python", "javascript", or what a fence says
	Name     string `json:"a,omitempty"` // code: the function or class
	Header   int    `json:"h,omitempty"` // table: number of header rows
	Rows     []Row  `json:"w,omitempty"` // table: its rows; record: its only row
}

// Text is the block's text within its page.
func (b Block) Text(p Page) string { return p.Text[b.Start:b.End] }

// Row is a row of a table, with its range in Page.Text. Rows end without the
// line break that follows them.
type Row struct {
	Start int    `json:"s"`
	End   int    `json:"e"`
	Cells []Cell `json:"c"`
}

// Cell is a table's cell, with its range in Page.Text. A cell that spans rows
// appears in each of them. One that spans columns says how many; in a table with a
// header, covered cells follow it, one for each further column.
type Cell struct {
	Start   int  `json:"s"`
	End     int  `json:"e"`
	Columns int  `json:"n,omitempty"` // columns it spans; 0 means 1
	Covered bool `json:"x,omitempty"` // the cell before it spans this column: a name of the header again, or empty
}

// Unit is what a reader counts its progress in. The values are those of document.Progress.
type Unit string

const (
	PageUnit Unit = "page"
	ByteUnit Unit = "byte" // of the file
)

// Info is what is known about a file apart from its text. It grows while pages are
// read and is complete after the last.
type Info struct {
	Format   string             `json:"format"`             // the reader's name: "pdf", "docx", …
	Version  int                `json:"version,omitempty"`  // the reader's; see format.Format
	Title    string             `json:"title,omitempty"`    // the document's own title
	Total    int64              `json:"total,omitempty"`    // in Unit; 0 if unknown
	Unit     Unit               `json:"unit,omitempty"`     //
	Charset  string             `json:"charset,omitempty"`  // of text formats: "utf-8", "utf-16le", "utf-16be", "cp949"
	Warnings []document.Warning `json:"warnings,omitempty"` // what was left out; each code once
}

// Warn adds a warning that says no more than its code.
func (i *Info) Warn(code document.WarningCode) { i.WarnOf(document.Warning{Code: code}) }

// WarnOf adds a warning, unless there is one of its code.
func (i *Info) WarnOf(w document.Warning) {
	if !i.Warned(w.Code) {
		i.Warnings = append(i.Warnings, w)
	}
}

// WarnOfPage counts a page of a document of so many pages to a warning.
func (i *Info) WarnOfPage(code document.WarningCode, of int) {
	i.WarnOf(document.Warning{Code: code, Of: of})
	at := slices.IndexFunc(i.Warnings, func(w document.Warning) bool { return w.Code == code })
	i.Warnings[at].Pages++
}

// Warned reports whether there is a warning of a code.
func (i Info) Warned(code document.WarningCode) bool {
	return slices.ContainsFunc(i.Warnings, func(w document.Warning) bool { return w.Code == code })
}

// With adds what an earlier opening of a file found out to what a later one did.
func (i Info) With(later Info) Info {
	if i.Format == "" {
		return later
	}
	if i.Title != "" {
		later.Title = i.Title
	}
	later.Total = max(i.Total, later.Total)
	warnings := later.Warnings
	later.Warnings = slices.Clone(i.Warnings)
	for _, w := range warnings {
		at := slices.IndexFunc(later.Warnings,
			func(v document.Warning) bool { return v.Code == w.Code })
		if at < 0 {
			later.Warnings = append(later.Warnings, w)
		} else {
			later.Warnings[at].Pages += w.Pages
		}
	}
	return later
}

// Sheet and WordBox are kept with a version's contents as they are.
type (
	Sheet   = document.Sheet
	WordBox = document.WordBox
)
