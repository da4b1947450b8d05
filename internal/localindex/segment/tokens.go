package segment

// A token is a word of a passage with its place: three bytes, of which twenty
// bits are a hash of the term and four the distance from the token before it in
// positions, 15 for anything farther. Two of a million words share a hash,
// which is good enough for telling how near the words of a query stand to each
// other in a passage that is known to hold them.
const tokenSize = 3

// maxStep is the longest distance between neighbouring tokens that is told apart.
const maxStep = 15

// hashBits is the length of a token's hash.
const hashBits = 20

// TokenHash is the hash by which Tokens knows a term: FNV-1a folded to 20 bits.
func TokenHash(term string) uint32 {
	h := uint32(2166136261)
	for i := range len(term) {
		h = (h ^ uint32(term[i])) * 16777619
	}
	return (h ^ h>>hashBits) & (1<<hashBits - 1)
}

// appendTokens appends the terms of field 0 that have a position.
func appendTokens(dst []byte, terms []Term) []byte {
	last := int32(0)
	for i := range terms {
		t := &terms[i]
		if t.Field != 0 || t.Position < 0 {
			continue
		}
		step := uint32(max(0, min(t.Position-last, maxStep)))
		last = t.Position
		v := TokenHash(t.Text)<<4 | step
		dst = append(dst, byte(v), byte(v>>8), byte(v>>16))
	}
	return dst
}

// Tokens is a view of a passage's words.
type Tokens []byte

// Len returns the number of tokens.
func (t Tokens) Len() int { return len(t) / tokenSize }

// At returns token i: its hash and its distance from the preceding one.
func (t Tokens) At(i int) (hash, step uint32) {
	b := (*[tokenSize]byte)(t[tokenSize*i:])
	v := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16
	return v >> 4, v & maxStep
}

// Tokens returns the words of passage p in their order.
func (r *Reader) Tokens(p uint32) (Tokens, error) {
	from := uint64(0)
	if p > 0 {
		raw, err := r.part(secTokenPlaces, 8*uint64(p)-8, 8)
		if err != nil {
			return nil, err
		}
		from = le.Uint64(raw)
	}
	raw, err := r.part(secTokenPlaces, 8*uint64(p), 8)
	if err != nil {
		return nil, err
	}
	to := le.Uint64(raw)
	if to < from || (to-from)%tokenSize != 0 {
		return nil, damaged("passage %d: tokens lie outside", p)
	}
	return r.part(secTokens, from, to-from)
}
