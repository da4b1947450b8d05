package format

import (
	"strings"
	"time"

	"github.com/mundap/mundap/internal/load/content"
)

// Place is how far a file was read: what Resume needs to continue there, in
// another process too. The zero Place is the beginning.
type Place struct {
	Page   int           `json:"page"`             // index of the next page
	Blocks int           `json:"blocks,omitempty"` // how many so far
	Bytes  int64         `json:"bytes"`            // length of the text so far; if 0, there was none but blanks
	Took   time.Duration `json:"took"`             // working time so far, the consumer's not counted
	Info   content.Info  `json:"info"`             // what was known so far

	text bool // there is text, or there may have been
}

// add moves the place to the end of a page. Blank pages before the first text count nothing.
func (p *Place) add(page content.Page) {
	p.Page = page.Index + 1
	p.Blocks += len(page.Blocks)
	if p.text = p.text || strings.TrimSpace(page.Text) != ""; p.text {
		p.Bytes += int64(len(page.Text))
	}
}
