package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io"
	"regexp"
	"strconv"

	"github.com/klauspost/compress/flate"

	"github.com/mundap/mundap/internal/load/format"
)

// damage is what is wrong with the bytes of a file. PDFium reads what it can
// and says nothing of the rest.
type damage struct {
	streams int  // compressed streams that can't be unpacked to their end
	cut     bool // the end of the file is missing
	// suspect: contents of pages seem to be missing, or belong to no page, so that
	// an empty page is hardly empty on purpose.
	suspect bool
	texts   int // pages whose contents draw text; 0 if unknown
}

func (d damage) found() bool { return d.streams > 0 || d.cut }

const (
	// tailBytes is where readers look for the end of a PDF; Acrobat takes
	// 1024 bytes, and some servers append more.
	tailBytes = 8 << 10
	// maxInspected bounds how much is read for the check, maxUnpacked how much
	// is unpacked. Texts are small; it is pictures that make files large.
	maxInspected = 64 << 20
	maxUnpacked  = 256 << 20
)

// inspect looks for damage in a file.
func inspect(s format.Source) (d damage) {
	data := make([]byte, min(s.Size, maxInspected))
	n, err := io.ReadFull(s.Section(0), data)
	if data = data[:n]; err != nil {
		return d
	}
	tail := data
	if s.Size > int64(n) {
		tail = make([]byte, tailBytes)
		if _, err := s.Data.ReadAt(tail, s.Size-tailBytes); err != nil {
			return d
		}
	}
	tail = tail[max(0, len(tail)-tailBytes):]
	d.cut = !bytes.Contains(tail, []byte("startxref")) && !bytes.Contains(tail, []byte("%%EOF"))
	d.streamsOf(data)
	return d
}

// streamsOf looks at the streams of a file, and decrypts and unpacks them.
func (d *damage) streamsOf(data []byte) {
	key := findLock(data)
	refs := references{updated: bytes.Count(data, []byte("%%EOF")) > 1 &&
		!bytes.Contains(data[:min(len(data), tailBytes)], []byte("/Linearized"))}
	budget := int64(maxUnpacked)
	plain := 0 // where what is no stream began
	open := false
	for at := 0; at < len(data) && budget > 0; {
		i := bytes.Index(data[at:], []byte("stream"))
		if i < 0 {
			break
		}
		start := at + i
		at = start + len("stream")
		if bytes.HasSuffix(data[:start], []byte("end")) {
			if !open {
				d.suspect = true // its beginning is gone: a font's, perhaps
				d.streams++
			}
			open = false
			continue
		}
		before := data[max(plain, start-dictionary):start]
		if !bytes.HasSuffix(bytes.TrimRight(before, " \r\n\t"), []byte(">>")) {
			open = open || bytes.HasPrefix(data[at:], []byte("\n")) ||
				bytes.HasPrefix(data[at:], []byte("\r"))
			continue
		}
		refs.read(data[plain:start])
		budget -= d.stream(stream{before: object(before), data: data[at:]}.unlocked(key), &refs, budget)
		end := bytes.Index(data[at:], endOfStream)
		if end < 0 {
			end = len(data) - at
		}
		at += end
		plain, open = at, true
	}
	refs.read(data[min(plain, len(data)):])
	if !refs.unknown {
		d.streams += refs.lostFonts()
		d.suspect = d.suspect || refs.dangling() || refs.orphans()
		d.texts = refs.withText()
	}
}

// stream unpacks a stream and gives how much that was.
func (d *damage) stream(s stream, refs *references, budget int64) int64 {
	used, whole := s.inspect(refs, budget)
	if !whole {
		d.streams++
	}
	return used
}

// dictionary is how much of the bytes before a stream may describe it.
const dictionary = 16 << 10

var (
	flateOnly = regexp.MustCompile(`/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b`)
	// Pictures and colours lose no words. Fonts may.
	noText = regexp.MustCompile(`/Subtype\s*/(?:Image|XML)|/FunctionType\b|/ShadingType\b|/N\s+[134]\b`)
)

// stream is a stream of a file, and what stands before it.
type stream struct {
	before []byte // its dictionary, from its object's number on
	data   []byte // it, and the rest of the file
	torn   bool   // its bytes were overwritten before it was decrypted
}

// object cuts off what stands before the last object's beginning. Nil if there is none
// begins there.
func object(before []byte) []byte {
	i := bytes.LastIndex(before, []byte("obj"))
	for i > 0 && bytes.HasSuffix(before[:i], []byte("end")) {
		i = bytes.LastIndex(before[:i], []byte("obj"))
	}
	if i < 0 {
		return nil
	}
	begin := i
	for range 2 { // its number and generation
		begin = len(bytes.TrimRight(bytes.TrimRight(before[:begin], " \r\n\t"), "0123456789"))
	}
	return before[begin:]
}

// inspect reports whether a stream that holds text, or the objects that lead
// to it, is whole, and how much was unpacked for that.
func (s stream) inspect(refs *references, budget int64) (n int64, whole bool) {
	form := bytes.Contains(s.before, []byte("/Form"))
	if s.before == nil || s.holdsNoText() || form && shapesOnly.Match(s.before) {
		return 0, true
	}
	if base85.Match(s.before) {
		return s.inspectBase85(refs, budget)
	}
	if !flateOnly.Match(s.before) {
		if s.torn {
			return 0, false
		}
		end := bytes.Index(s.data, endOfStream)
		if end < 0 {
			end = min(len(s.data), maxPlain)
		}
		plain := s.data[:end]
		if anyFilter.Match(s.before) && !strayFilter.Match(s.before) {
			return 0, true
		}
		n, whole, text := unpack(s.data, min(budget, maxPlain))
		if n > 0 && whole && drawsText(text) {
			return n, false // it is packed, but its dictionary doesn't say so
		}
		if !form && drawsText(plain) {
			s.drawsText(refs)
			return 0, !blank(plain) && !garbled(plain) && !s.shortened(len(plain))
		}
		return 0, true
	}
	n, whole, text := unpack(s.data, budget)
	switch {
	case bytes.Contains(s.before, packedMark):
		refs.packedObjects(text)
	case !form && drawsText(text):
		s.drawsText(refs)
	}
	return n, whole
}

// packedMark is the type of streams that hold other objects.
var packedMark = []byte("/ObjStm")

// holdsNoText reports whether a stream holds neither text nor objects. A stream
// of objects has a number of them that may look like that of a profile's colours.
func (s stream) holdsNoText() bool {
	return noText.Match(s.before) && !bytes.Contains(s.before, packedMark)
}

// shapesOnly is what a drawing's resources say if it needs neither fonts nor
// pictures, such as the mark of a comment.
var shapesOnly = regexp.MustCompile(`/ProcSet\s*\[\s*/PDF\s*\]`)

// maxPlain bounds a stream that isn't packed.
const maxPlain = 8 << 20

// anyFilter is a filter's name where it belongs (ISO 32000-1, 7.4).
var anyFilter = regexp.MustCompile(`/Filter\s*\[?\s*/(?:ASCIIHexDecode|ASCII85Decode|LZWDecode|FlateDecode|RunLengthDecode|CCITTFaxDecode|JBIG2Decode|DCTDecode|JPXDecode|Crypt|AHx|A85|LZW|Fl|RL|CCF|DCT)\b|/Filter\s*\[?\s*\d+ \d+ R`)

// strayFilter is a filter's name after something else that claims its place.
var strayFilter = regexp.MustCompile(`/Filter\s*\d+ \d+ R\s*/(?:FlateDecode|Fl)\b`)

// blank reports whether bytes of a text were overwritten: no text has sixteen
// zeros in a row, or as many times 255. Pictures in it may.
func blank(text []byte) bool {
	const row = 16
	if bytes.Contains(text, []byte("ID")) {
		return false
	}
	return bytes.Contains(text, make([]byte, row)) ||
		bytes.Contains(text, bytes.Repeat([]byte{0xff}, row))
}

func (s stream) drawsText(refs *references) {
	if m := objectStart.FindSubmatch(s.before); m != nil {
		refs.define(m[1])
		n, _ := strconv.Atoi(string(m[1]))
		refs.texts[n] = true
	}
}

// unpack unpacks a zlib stream. whole: it has an end, and the right checksum;
// one without a checksum is fine.
func unpack(data []byte, budget int64) (n int64, whole bool, text []byte) {
	data = bytes.TrimPrefix(bytes.TrimPrefix(data, []byte("\r")), []byte("\n"))
	const header = 2
	// RFC 1950: the method is deflate, and the header is a multiple of 31.
	if len(data) < header || data[0]&0x0f != 8 || (int(data[0])<<8|int(data[1]))%31 != 0 {
		return 0, false, nil
	}
	in := bytes.NewReader(data[header:])
	sum := adler32.New()
	var kept keeping
	n, err := io.Copy(io.MultiWriter(sum, &kept), io.LimitReader(flate.NewReader(in), budget))
	text = kept.Bytes()
	if err != nil {
		return n, errors.Is(err, io.ErrUnexpectedEOF) && bytes.Contains(data[:min(len(data), 64)],
			[]byte("endstream")), text
	}
	// What lies beyond the budget is not unpacked, and not found fault with.
	if n == budget {
		return n, true, text
	}
	var stored [4]byte
	if _, err := io.ReadFull(in, stored[:]); err != nil {
		return n, true, text
	}
	return n, binary.BigEndian.Uint32(stored[:]) == sum.Sum32() ||
		bytes.HasPrefix(bytes.TrimLeft(stored[:], "\r\n"), []byte("en")), text
}

// keeping keeps the beginning of what is written to it.
type keeping struct{ bytes.Buffer }

func (k *keeping) Write(b []byte) (int, error) {
	if room := maxPlain - k.Len(); room > 0 {
		k.Buffer.Write(b[:min(len(b), room)])
	}
	return len(b), nil
}
