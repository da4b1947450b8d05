package document

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Cutter divides the text of a version into blocks while the text arrives. It
// keeps only what has not been cut off yet. The zero value is ready to use.
type Cutter struct {
	start  int    // of text in the version's text, in bytes
	text   []byte // what is not cut off yet
	pages  []int  // that begin in text
	count  int    // of all pages
	chunks []Chunk
	parts  Parts
	sheets map[int]Sheet
}

// Len returns the length of the whole text so far, in bytes.
func (c *Cutter) Len() int { return c.start + len(c.text) }

// Text returns a range of the text. Nothing of it may have been cut off yet.
func (c *Cutter) Text(start, end int) string { return string(c.text[start-c.start : end-c.start]) }

// Pages returns the number of pages that have begun.
func (c *Cutter) Pages() int { return c.count }

// AddText appends to the text.
func (c *Cutter) AddText(text string) { c.text = append(c.text, text...) }

// AddPage begins the next page at the end of the text.
func (c *Cutter) AddPage() { c.pages, c.count = append(c.pages, c.Len()), c.count+1 }

// AddSheet adds the places of the words of the page that has begun last.
func (c *Cutter) AddSheet(s Sheet) {
	if c.sheets == nil {
		c.sheets = map[int]Sheet{}
	}
	c.sheets[c.count] = s
}

// AddChunk adds a chunk. It must begin in text that has not been cut off yet.
func (c *Cutter) AddChunk(k Chunk) { c.chunks = append(c.chunks, k) }

// AddPart adds a part. Parts must come in the order of the text.
func (c *Cutter) AddPart(p Part) { c.parts = append(c.parts, p) }

// Next cuts off the next block. It returns false if the block is not complete,
// because chunks may still begin after settled.
func (c *Cutter) Next(settled int) (Block, bool) {
	if len(c.text) <= blockText {
		return Block{}, false
	}
	n := c.cut()
	if c.start+n > settled {
		return Block{}, false
	}
	return c.take(n), true
}

// Rest cuts off everything that is left at the end of the text.
func (c *Cutter) Rest() (all []Block) {
	for len(c.text) > blockText {
		all = append(all, c.take(c.cut()))
	}
	if len(c.text) > 0 || c.start == 0 {
		all = append(all, c.take(len(c.text)))
	}
	return all
}

// cut is how long the next block is: it ends at the beginning of a page or of a
// line where there is one.
func (c *Cutter) cut() int {
	end := c.start + blockText
	if i, found := slices.BinarySearch(c.pages, end); found {
		return blockText
	} else if i > 0 && c.pages[i-1] > c.start+blockText/2 {
		return c.pages[i-1] - c.start
	}
	if i := bytes.LastIndexByte(c.text[:blockText], '\n'); i > blockText/2 {
		return i + 1
	}
	n := blockText
	for !utf8.RuneStart(c.text[n]) {
		n--
	}
	return n
}

// take cuts off n bytes and everything that begins in them.
func (c *Cutter) take(n int) Block {
	b := Block{Start: c.start, Text: string(c.text[:n])}
	last := n == len(c.text)
	within := func(at int) bool { return last || at < b.End() }
	c.start, c.text = c.start+n, c.text[n:]
	first := c.count - len(c.pages) + 1
	pages := 0
	for pages < len(c.pages) && within(c.pages[pages]) {
		if s, ok := c.sheets[first+pages]; ok {
			if b.Sheets == nil {
				b.Sheets = map[int]Sheet{}
			}
			b.Sheets[first+pages] = s
			delete(c.sheets, first+pages)
		}
		pages++
	}
	b.pages, c.pages = slices.Clone(c.pages[:pages]), slices.Delete(c.pages, 0, pages)
	c.chunks = slices.DeleteFunc(c.chunks, func(k Chunk) bool {
		if within(k.Start) {
			b.Chunks = append(b.Chunks, k)
		}
		return within(k.Start)
	})
	b.Parts, c.parts = c.parts.divide(within)
	return b
}

// divide parts what begins in a block from what follows it. A table is divided
// between its rows.
func (p Parts) divide(within func(at int) bool) (block, rest Parts) {
	n := 0
	for n < len(p) && within(p[n].Start) {
		n++
	}
	block, rest = slices.Clone(p[:n]), slices.Delete(p, 0, n)
	if n == 0 {
		return nil, rest
	}
	here, behind, divided := block[n-1].divide(within)
	if divided {
		block[n-1], rest = here, slices.Insert(rest, 0, behind)
	}
	return block, rest
}
