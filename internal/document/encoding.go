package document

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/fault"
)

// Stored contents consist of blocks, which are JSON objects; an index of the
// blocks, which is another JSON object; and a footer with the offset of the
// index in 8 bytes, big-endian, and the magic. Version 0.1 stored a single JSON
// object.
const (
	magic      = "MNDPCON1"
	footerSize = 8 + len(magic)
	// blockText is how much text a block holds at most, in bytes.
	blockText = 256 << 10
)

// Block is a piece of stored contents: a range of the text with the chunks,
// parts and pages that begin in it. They may end after it.
type Block struct {
	Start  int           `json:"start"` // where Text begins in the version's text, in bytes
	Text   string        `json:"text"`
	Chunks []Chunk       `json:"chunks,omitempty"`
	Sheets map[int]Sheet `json:"sheets,omitempty"` // by page, from 1
	Parts  Parts         `json:"parts,omitempty"`  // that begin in it

	pages []int // that begin in it: offsets in the version's text
}

// End returns the offset at which the block's text ends.
func (b Block) End() int { return b.Start + len(b.Text) }

// blockPlace says where a block lies in the blob and in the text, in bytes.
type blockPlace struct {
	Offset int64 `json:"offset"`
	Size   int64 `json:"size"`
	Start  int   `json:"start"`
	End    int   `json:"end"`
}

type contentsIndex struct {
	Document ID           `json:"document"`
	Version  Version      `json:"version"`
	Title    string       `json:"title,omitempty"`
	Bytes    int          `json:"bytes"`
	Pages    []int        `json:"pages,omitempty"`
	Chunks   int          `json:"chunks"`
	Sections []Section    `json:"sections,omitempty"`
	Blocks   []blockPlace `json:"blocks"`
}

// Encode writes c in a form of which parts can be read.
func (c Contents) Encode(w io.Writer) error {
	e := NewEncoder(w, c.Document, c.Version)
	for _, b := range c.blocks() {
		if err := e.Block(b); err != nil {
			return err
		}
	}
	return e.Close(c.Title)
}

// blocks cuts c.
func (c Contents) blocks() []Block {
	var cut Cutter
	at := 0
	for i, page := range c.Pages {
		cut.AddText(c.Text[at:page])
		cut.AddPage()
		if at = page; i < len(c.Sheets) && len(c.Sheets[i].Words) > 0 {
			cut.AddSheet(c.Sheets[i])
		}
	}
	cut.AddText(c.Text[at:])
	cut.chunks, cut.parts = slices.Clone(c.Chunks), slices.Clone(c.Parts)
	return cut.Rest()
}

// Encoder writes contents block by block.
type Encoder struct {
	w      io.Writer
	index  contentsIndex
	offset int64
}

// NewEncoder returns an Encoder for a version's contents.
func NewEncoder(w io.Writer, key ID, v Version) *Encoder {
	return &Encoder{w: w, index: contentsIndex{Document: key, Version: v}}
}

// Block writes the next block.
func (e *Encoder) Block(b Block) error {
	data, err := json.Marshal(b)
	if err == nil {
		_, err = e.w.Write(data)
	}
	if err != nil {
		return fmt.Errorf("writing the contents of %s: %w", e.index.Document, err)
	}
	x := &e.index
	x.Blocks = append(x.Blocks, blockPlace{Offset: e.offset, Size: int64(len(data)),
		Start: b.Start, End: b.End()})
	x.Pages, x.Chunks, x.Bytes = append(x.Pages, b.pages...), x.Chunks+len(b.Chunks), b.End()
	x.Sections = b.sections(x.Sections)
	e.offset += int64(len(data))
	return nil
}

// Close writes the index and the footer.
func (e *Encoder) Close(title string) error {
	e.index.Title = title
	data, err := json.Marshal(e.index)
	if err == nil {
		data = append(binary.BigEndian.AppendUint64(data, uint64(e.offset)), magic...)
		_, err = e.w.Write(data)
	}
	if err != nil {
		return fmt.Errorf("writing the index of the contents of %s: %w", e.index.Document, err)
	}
	return nil
}

// Chunks, Bytes and Pages return how much has been written.
func (e *Encoder) Chunks() int { return e.index.Chunks }

// Bytes returns the length of the text in UTF-8.
func (e *Encoder) Bytes() int { return e.index.Bytes }

// Pages returns the number of pages that have begun.
func (e *Encoder) Pages() int { return len(e.index.Pages) }

// Section is a heading of the outermost level: the title of a chapter, or the
// name of a sheet.
type Section struct {
	Title string `json:"title"`
	Start int    `json:"start"` // of the heading in the version's text, in bytes
}

const (
	maxSections     = 500
	maxSectionTitle = 80 // characters
)

// sections appends a block's sections.
func (b Block) sections(all []Section) []Section {
	for _, p := range b.Parts {
		if p.Kind == HeadingPart && p.Level == 1 && len(all) < maxSections {
			title := []rune(b.Text[p.Start-b.Start : min(p.End, b.End())-b.Start])
			all = append(all, Section{Title: string(title[:min(len(title), maxSectionTitle)]),
				Start: p.Start})
		}
	}
	return all
}

// DecodeContents reads complete contents, including those of version 0.1.
// Malformed input is fault.Damaged.
func DecodeContents(r io.Reader) (Contents, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return Contents{}, fmt.Errorf("reading stored contents: %w", err)
	}
	if !bytes.HasSuffix(data, []byte(magic)) {
		var c Contents
		return c, damagedContents(json.Unmarshal(data, &c))
	}
	index, err := parseIndex(data, int64(len(data)))
	if err != nil {
		return Contents{}, err
	}
	c := Contents{Document: index.Document, Version: index.Version, Title: index.Title}
	var blocks []Block
	for _, place := range index.Blocks {
		var b Block
		if err := json.Unmarshal(data[place.Offset:place.Offset+place.Size], &b); err != nil {
			return Contents{}, damagedContents(err)
		}
		blocks = append(blocks, b)
	}
	c.add(blocks)
	c.Pages = index.Pages
	return c, nil
}

// add adds the blocks of the whole text.
func (c *Contents) add(blocks []Block) {
	var text strings.Builder
	for _, b := range blocks {
		text.WriteString(b.Text)
		c.Chunks, c.Parts = append(c.Chunks, b.Chunks...), append(c.Parts, b.Parts...)
		c.Pages = append(c.Pages, b.pages...)
		for page, sheet := range b.Sheets {
			for len(c.Sheets) < page {
				c.Sheets = append(c.Sheets, Sheet{})
			}
			c.Sheets[page-1] = sheet
		}
	}
	c.Text = text.String()
	slices.SortStableFunc(c.Chunks, func(a, b Chunk) int { return a.Ordinal - b.Ordinal })
}

// Gather joins the first blocks of a version's text, or all of them.
func Gather(key ID, v Version, blocks []Block) Contents {
	c := Contents{Document: key, Version: v}
	c.add(blocks)
	return c
}

// parseIndex reads the index from the end of a blob of size bytes.
func parseIndex(tail []byte, size int64) (index contentsIndex, err error) {
	at := size - int64(len(tail))
	if len(tail) < footerSize {
		return index, damagedContents(io.ErrUnexpectedEOF)
	}
	offset := int64(binary.BigEndian.Uint64(tail[len(tail)-footerSize:]))
	if offset < at || offset > size-int64(footerSize) {
		return index, damagedContents(fmt.Errorf("an index at %d of %d", offset, size))
	}
	if err := json.Unmarshal(tail[offset-at:len(tail)-footerSize], &index); err != nil {
		return index, damagedContents(err)
	}
	for _, b := range index.Blocks {
		if b.Offset < 0 || b.Size < 0 || b.Offset > offset-b.Size || b.Start > b.End {
			return index, damagedContents(fmt.Errorf("a block at %d of %d", b.Offset, offset))
		}
	}
	return index, nil
}

func damagedContents(err error) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fmt.Errorf("decoding stored contents: %w", err), fault.Damaged, "", "")
}
