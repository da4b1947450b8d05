package pdf

import (
	"bytes"
	"encoding/ascii85"
	"regexp"
)

// base85 is a packed stream that is written in letters, as ReportLab writes them.
var base85 = regexp.MustCompile(`/Filter\s*\[\s*/(?:ASCII85Decode|A85)\s*/(?:FlateDecode|Fl)\b`)

// inspectBase85 is inspect for a stream that is written in letters.
func (s stream) inspectBase85(refs *references, budget int64) (n int64, whole bool) {
	end := bytes.Index(s.data, endOfStream)
	switch {
	case end < 0 || s.torn:
		return 0, false
	case end > maxPlain:
		return 0, true
	}
	letters, _, _ := bytes.Cut(s.data[:end], []byte("~>")) // some programs write no end mark
	letters = bytes.TrimPrefix(bytes.TrimSpace(letters), []byte("<~"))
	packed := make([]byte, 4*len(letters)) // a letter z stands for four bytes
	size, _, err := ascii85.Decode(packed, letters, true)
	if err != nil {
		return 0, false
	}
	n, whole, text := unpack(packed[:size], budget)
	if drawsText(text) {
		s.drawsText(refs)
	}
	return n, whole
}
