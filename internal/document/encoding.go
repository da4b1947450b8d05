package document

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mundap/mundap/internal/fault"
)

// Stored contents are blocks, one JSON object each, an index of the blocks as
// another one, and a footer: the offset of the index in 8 bytes, big end first,
// and the magic. Version 0.1 stored one JSON object.
const (
	magic      = "MNDPCON1"
	footerSize = 8 + len(magic)
	// blockText is how much text a block holds at most, in bytes.
	blockText = 256 << 10
)

// Block is a piece of stored contents: a range of the text with the chunks,
// parts and pages that begin in it. Its chunks and parts may end behind it.
type Block struct {
	Start  int           `json:"start"` // where Text begins in the version's text, in bytes
	Text   string        `json:"text"`
	Chunks []Chunk       `json:"chunks,omitempty"`
	Sheets map[int]Sheet `json:"sheets,omitempty"` // by page, from 1
	Parts  Parts         `json:"parts,omitempty"`  // that begin in it
}

// End is where the block's text ends.
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

// Encode writes c so that parts of it can be read.
func (c Contents) Encode(w io.Writer) error {
	index := contentsIndex{
		Document: c.Document, Version: c.Version, Title: c.Title, Bytes: len(c.Text),
		Pages: c.Pages, Chunks: len(c.Chunks), Sections: c.sections(),
	}
	var offset int64
	for _, b := range c.blocks() {
		data, err := json.Marshal(b)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			return fmt.Errorf("writing the contents of %s: %w", c.Document, err)
		}
		index.Blocks = append(index.Blocks, blockPlace{Offset: offset, Size: int64(len(data)),
			Start: b.Start, End: b.End()})
		offset += int64(len(data))
	}
	data, err := json.Marshal(index)
	if err == nil {
		data = append(binary.BigEndian.AppendUint64(data, uint64(offset)), magic...)
		_, err = w.Write(data)
	}
	if err != nil {
		return fmt.Errorf("writing the index of the contents of %s: %w", c.Document, err)
	}
	return nil
}

// blocks cuts c, at the beginning of a page or of a line where there is one.
func (c Contents) blocks() []Block {
	var all []Block
	for start := 0; start < len(c.Text) || len(all) == 0; {
		end := c.cut(start)
		all = append(all, Block{Start: start, Text: c.Text[start:end]})
		start = end
	}
	in := func(at int) *Block {
		i, found := slices.BinarySearchFunc(all, at,
			func(b Block, at int) int { return b.Start - at })
		if !found {
			i--
		}
		return &all[max(0, i)]
	}
	for _, k := range c.Chunks {
		b := in(k.Start)
		b.Chunks = append(b.Chunks, k)
	}
	for _, p := range c.Parts {
		for _, piece := range p.pieces(func(at int) int { return in(at).Start }) {
			b := in(piece.Start)
			b.Parts = append(b.Parts, piece)
		}
	}
	for i, sheet := range c.Sheets {
		if len(sheet.Words) == 0 || i >= len(c.Pages) {
			continue
		}
		b := in(c.Pages[i])
		if b.Sheets == nil {
			b.Sheets = map[int]Sheet{}
		}
		b.Sheets[i+1] = sheet
	}
	return all
}

// Section is a heading of the outermost level: a chapter, or the name of a
// sheet.
type Section struct {
	Title string `json:"title"`
	Start int    `json:"start"` // of the heading in the version's text, in bytes
}

const (
	maxSections     = 500
	maxSectionTitle = 80 // characters
)

func (c Contents) sections() (all []Section) {
	for _, p := range c.Parts {
		if p.Kind == HeadingPart && p.Level == 1 && len(all) < maxSections {
			title := []rune(c.Text[p.Start:p.End])
			all = append(all, Section{Title: string(title[:min(len(title), maxSectionTitle)]),
				Start: p.Start})
		}
	}
	return all
}

// cut is where the block that begins at start ends.
func (c Contents) cut(start int) int {
	end := start + blockText
	if end >= len(c.Text) {
		return len(c.Text)
	}
	if i, found := slices.BinarySearch(c.Pages, end); found {
		return end
	} else if i > 0 && c.Pages[i-1] > start+blockText/2 {
		return c.Pages[i-1]
	}
	if i := strings.LastIndexByte(c.Text[start:end], '\n'); i > blockText/2 {
		return start + i + 1
	}
	for !utf8.RuneStart(c.Text[end]) {
		end--
	}
	return end
}

// DecodeContents reads the whole of what Encode wrote, also in version 0.1.
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
	c := Contents{Document: index.Document, Version: index.Version, Title: index.Title,
		Pages: index.Pages}
	var text strings.Builder
	for _, place := range index.Blocks {
		var b Block
		if err := json.Unmarshal(data[place.Offset:place.Offset+place.Size], &b); err != nil {
			return Contents{}, damagedContents(err)
		}
		text.WriteString(b.Text)
		c.add(b)
	}
	c.Text = text.String()
	slices.SortStableFunc(c.Chunks, func(a, b Chunk) int { return a.Ordinal - b.Ordinal })
	return c, nil
}

func (c *Contents) add(b Block) {
	c.Chunks = append(c.Chunks, b.Chunks...)
	c.Parts = append(c.Parts, b.Parts...)
	for page, sheet := range b.Sheets {
		for len(c.Sheets) < page {
			c.Sheets = append(c.Sheets, Sheet{})
		}
		c.Sheets[page-1] = sheet
	}
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
