package e5

import (
	"math"
	"sort"
	"unicode/utf8"
)

// vocabulary holds the pieces of a unigram model as they lie in the file:
// sorted by their bytes, with the logarithm of each one's probability.
type vocabulary struct {
	ends    uint32s
	text    []byte
	scores  uint32s
	control [3]uint32 // ids of the pieces that stand for no text
	unknown float32   // score of a character that no piece has
	id      uint32    // of the unknown piece
}

// unknownPenalty is subtracted from the vocabulary's lowest score for an
// unknown character, as in SentencePiece.
const unknownPenalty = 10

func (v *vocabulary) read(c *cursor, s *sizes) {
	v.ends = c.uint32s(s.Pieces)
	v.text = c.bytes(uint64(s.PieceBytes+3) &^ 3)
	v.scores = c.uint32s(s.Pieces)
	v.unknown, v.id = s.Least-unknownPenalty, s.Unknown
	v.control = [3]uint32{s.Unknown, s.Begin, s.End}
}

func (v *vocabulary) piece(id int) []byte {
	from := uint32(0)
	if id > 0 {
		from = v.ends.at(id - 1)
	}
	return v.text[from:v.ends.at(id)]
}

func (v *vocabulary) score(id int) float32 { return math.Float32frombits(v.scores.at(id)) }

// span is a range of pieces.
type span struct{ from, to int }

// narrow gives the pieces of s that begin with prefix; all pieces of s have
// prefix up to its byte depth.
func (v *vocabulary) narrow(s span, prefix []byte, depth int) span {
	rest := prefix[depth:]
	size := s.to - s.from
	from := sort.Search(size, func(i int) bool {
		return string(v.piece(s.from +
			i)[depth:]) >= string(rest)
	})
	to := from + sort.Search(size-from, func(i int) bool {
		tail := v.piece(s.from + from + i)[depth:]
		return len(tail) < len(rest) || string(tail[:len(rest)]) != string(rest)
	})
	return span{s.from + from, s.from + to}
}

// step is the best way to a place in the text: the piece that ends there.
type step struct {
	score float32
	from  int
	id    uint32
	found bool
}

// segment splits normalised text into the most probable sequence of pieces
// and appends their ids to dst. Neighbouring unknown characters become one
// piece.
func (v *vocabulary) segment(dst []uint32, text []byte) []uint32 {
	steps := make([]step, len(text)+1)
	steps[0].found = true
	for at := 0; at < len(text); {
		_, size := utf8.DecodeRune(text[at:])
		if steps[at].found {
			v.extend(steps, text, at, size)
		}
		at += size
	}
	begin := len(dst)
	for at := len(text); at > 0; at = steps[at].from {
		id := steps[at].id
		if id == v.id && len(dst) > begin && dst[len(dst)-1] == v.id {
			continue
		}
		dst = append(dst, id)
	}
	for i, j := begin, len(dst)-1; i < j; i, j = i+1, j-1 {
		dst[i], dst[j] = dst[j], dst[i]
	}
	return dst
}

// extend tries every piece that begins at a place; first is the length of the
// character there.
func (v *vocabulary) extend(steps []step, text []byte, at, first int) {
	known := false
	s, depth := span{0, v.ends.len()}, 0
	for size := first; ; {
		s = v.narrow(s, text[at:at+size], depth)
		if s.from == s.to {
			break
		}
		if len(v.piece(s.from)) == size && !v.controls(uint32(s.from)) {
			better(&steps[at+size], step{steps[at].score + v.score(s.from), at, uint32(s.from),
				true})
			known = known || size == first
		}
		if at+size == len(text) {
			break
		}
		_, next := utf8.DecodeRune(text[at+size:])
		size, depth = size+next, size
	}
	if !known {
		better(&steps[at+first], step{steps[at].score + v.unknown, at, v.id, true})
	}
}

func (v *vocabulary) controls(id uint32) bool {
	return id == v.control[0] || id == v.control[1] || id == v.control[2]
}

func better(s *step, candidate step) {
	if !s.found || candidate.score > s.score {
		*s = candidate
	}
}
