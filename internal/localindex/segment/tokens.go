package segment

// A token is a word of a passage with its place. It has two bytes: thirteen bits
// are a hash of the term, and three are the distance in positions from the token
// before it, 7 for anything farther. In a passage of 200 words, the hashes make
// one in forty words of a query appear where it does not occur. This is accurate
// enough to tell how near to each other the words of a query are, provided that
// the passage is known to contain them.
//
// Tokens of former segments have three bytes: twenty bits for the hash and four
// for the distance.
const (
	tokenSize, stepBits, hashBits                   = 2, 3, 13
	formerTokenSize, formerStepBits, formerHashBits = 3, 4, 20

	maxStep       = 1<<stepBits - 1
	formerMaxStep = 1<<formerStepBits - 1
)

// TokenHash is the hash by which Tokens knows a term: FNV-1a folded to 20 bits.
// The hashes in Tokens may have fewer bits; see Tokens.Hash.
func TokenHash(term string) uint32 {
	h := uint32(2166136261)
	for i := range len(term) {
		h = (h ^ uint32(term[i])) * 16777619
	}
	return (h ^ h>>formerHashBits) & (1<<formerHashBits - 1)
}

// appendTokens appends the terms of field 0 that have a position.
func appendTokens(dst []byte, terms []Term) []byte {
	last := int32(0)
	for i := range terms {
		t := &terms[i]
		if t.Field != 0 || t.Position < 0 {
			continue
		}
		step := uint32(max(0, t.Position-last))
		last = t.Position
		dst = appendToken(dst, TokenHash(t.Text), step)
	}
	return dst
}

func appendToken(dst []byte, hash, step uint32) []byte {
	return le.AppendUint16(dst, uint16(hash<<stepBits|min(step, maxStep)))
}

// Tokens is a view of a passage's words.
type Tokens struct {
	bytes  []byte
	former bool
}

// Len returns the number of tokens.
func (t Tokens) Len() int { return len(t.bytes) / tokenSizeOf(t.former) }

// Hash returns the value that At returns for a term with this TokenHash.
func (t Tokens) Hash(hash uint32) uint32 {
	if t.former {
		return hash
	}
	return hash & (1<<hashBits - 1)
}

// At returns token i: its hash and its distance from the preceding one.
func (t Tokens) At(i int) (hash, step uint32) {
	if t.former {
		b := (*[formerTokenSize]byte)(t.bytes[formerTokenSize*i:])
		v := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
		return v >> formerStepBits, v & formerMaxStep
	}
	v := uint32(le.Uint16(t.bytes[tokenSize*i:]))
	return v >> stepBits, v & maxStep
}

// appendTo appends the tokens as they are written today.
func (t Tokens) appendTo(dst []byte) []byte {
	if !t.former {
		return append(dst, t.bytes...)
	}
	for i := range t.Len() {
		hash, step := t.At(i)
		dst = appendToken(dst, hash, step)
	}
	return dst
}

func tokenSizeOf(former bool) int {
	if former {
		return formerTokenSize
	}
	return tokenSize
}

// Tokens returns the words of passage p in their order.
func (r *Reader) Tokens(p uint32) (Tokens, error) {
	from := uint64(0)
	if p > 0 {
		raw, err := r.part(secTokenPlaces, 8*uint64(p)-8, 8)
		if err != nil {
			return Tokens{}, err
		}
		from = le.Uint64(raw)
	}
	raw, err := r.part(secTokenPlaces, 8*uint64(p), 8)
	if err != nil {
		return Tokens{}, err
	}
	to := le.Uint64(raw)
	if to < from || (to-from)%uint64(tokenSizeOf(r.former)) != 0 {
		return Tokens{}, damaged("passage %d: tokens lie outside", p)
	}
	bytes, err := r.part(secTokens, from, to-from)
	return Tokens{bytes, r.former}, err
}
