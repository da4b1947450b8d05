package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io"
	"regexp"

	"github.com/klauspost/compress/flate"

	"github.com/mundap/mundap/internal/load/format"
)

// damage is what is wrong with the bytes of a file. PDFium reads what it can
// and says nothing of the rest.
type damage struct {
	streams int  // compressed streams that can't be unpacked to their end
	cut     bool // the end of the file is missing
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
	if bytes.Contains(data, []byte("/Encrypt")) {
		return d // streams can't be unpacked before they are decrypted
	}
	budget := int64(maxUnpacked)
	for at := 0; at < len(data) && budget > 0; {
		i := bytes.Index(data[at:], []byte("stream"))
		if i < 0 {
			break
		}
		start := at + i
		at = start + len("stream")
		if holdsText(data[max(0, start-dictionary):start]) {
			used, whole := unpacks(data[at:], budget)
			budget -= used
			if !whole {
				d.streams++
			}
		}
	}
	return d
}

// dictionary is how much of the bytes before a stream may describe it.
const dictionary = 400

var (
	flateOnly = regexp.MustCompile(`/Filter\s*\[?\s*/(?:FlateDecode|Fl)\b`)
	// pictures and fonts lose no words
	noText = regexp.MustCompile(`/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType|XML)|/Length1\b|/FunctionType\b|/ShadingType\b|/N\s+[134]\b`)
)

// holdsText reports whether a stream behind these bytes is packed and may hold
// text, or the objects that lead to it.
func holdsText(before []byte) bool {
	if i := bytes.LastIndex(before, []byte(" obj")); i >= 0 {
		before = before[i:]
	}
	before = bytes.TrimRight(before, " \r\n\t")
	return bytes.HasSuffix(before, []byte(">>")) && flateOnly.Match(before) && !noText.Match(before)
}

// unpacks reports whether a zlib stream can be unpacked to its end with the
// right checksum, and how many bytes it has. One without a checksum is fine.
func unpacks(data []byte, budget int64) (n int64, whole bool) {
	data = bytes.TrimPrefix(bytes.TrimPrefix(data, []byte("\r")), []byte("\n"))
	const header = 2
	if len(data) < header || data[0]&0x0f != 8 || (int(data[0])<<8|int(data[1]))%31 != 0 {
		return 0, false
	}
	in := bytes.NewReader(data[header:])
	sum := adler32.New()
	n, err := io.Copy(sum, io.LimitReader(flate.NewReader(in), budget))
	if err != nil {
		return n, errors.Is(err, io.ErrUnexpectedEOF) && bytes.Contains(data[:min(len(data), 64)],
			[]byte("endstream"))
	}
	if n == budget {
		return n, true
	}
	var stored [4]byte
	if _, err := io.ReadFull(in, stored[:]); err != nil {
		return n, true
	}
	return n, binary.BigEndian.Uint32(stored[:]) == sum.Sum32() ||
		bytes.ContainsAny(stored[:], "\r\n") || bytes.HasPrefix(stored[:], []byte("end"))
}
