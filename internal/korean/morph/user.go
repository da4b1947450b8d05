package morph

import (
	"slices"
	"sync/atomic"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// UserDictionary holds words of one's own, which win over the system
// dictionary. It is immutable and safe for concurrent use. Parse a file with
// [ParseUserDictionary]; to reload, parse again and hand the result to
// [Analyzer.SetUserDictionary]. A nil UserDictionary has no words.
type UserDictionary struct {
	words []userWord
	// next holds the transitions of a trie over units: the state reached from a
	// state by a unit's key.
	next map[transition]int32
	ends map[int32]int32 // the word that ends in a state
	// starts filters the keys that words begin with, by their low bits: most
	// units of a text begin none.
	starts [startBits / 64]uint64
	print  atomic.Uint32 // fingerprint; 0 if not known yet
}

// userWord is an entry of a user dictionary. All texts are normal and without white space.
type userWord struct {
	text     string
	parts    []string // together they are text; empty for a word without parts
	synonyms []string
	record   dictfile.Record
}

type transition struct {
	state int32
	key   unitKey
}

// unitKey identifies a unit of text in the trie: a character or a token, after white space or not.
type unitKey uint64

const startBits = 1 << 12

const (
	tokenKey  unitKey = 1 << 62
	spacedKey unitKey = 1 << 63
)

// Len returns the number of words.
func (d *UserDictionary) Len() int {
	if d == nil {
		return 0
	}
	return len(d.words)
}

// keyOf returns the key of a unit of normal text. Tokens go by a hash, the
// 62-bit FNV-1a; what is found is compared.
func keyOf(text string, u *unit) unitKey {
	var key unitKey
	for _, c := range []byte(text[u.from:u.to]) {
		key = key<<8 | unitKey(c)
	}
	if u.flags&isToken == 0 {
		return key
	}
	hash := uint64(0xcbf29ce484222325)
	for _, c := range []byte(text[u.from:u.to]) {
		hash = (hash ^ uint64(c)) * 0x100000001b3
	}
	return unitKey(hash)&(tokenKey-1) | tokenKey
}

// startBit is the bit of starts for a key.
func startBit(key unitKey) (word, bit int) {
	b := int((key ^ key>>12 ^ key>>24) % startBits)
	return b / 64, b % 64
}

// match adds the user's words that begin at a unit to the lattice.
func (d *UserDictionary) match(l *lattice, at int) {
	key := keyOf(l.text, &l.units[at])
	if w, b := startBit(key); d.starts[w]>>b&1 == 0 {
		return
	}
	state := int32(0)
	for end := at; end < len(l.units); {
		if end > at {
			key = keyOf(l.text, &l.units[end])
			if l.units[end].flags&afterSpace != 0 {
				key |= spacedKey
			}
		}
		next, ok := d.next[transition{state, key}]
		if !ok {
			return
		}
		state = next
		end++
		if i, ok := d.ends[state]; ok && spells(l.text, l.units[at:end], d.words[i].text) {
			l.addOne(userDefined|word(i), at, end, false)
		}
	}
}

// spells reports whether units, without the white space between them, are a word.
func spells(text string, units []unit, word string) bool {
	for i := range units {
		u := &units[i]
		n := int(u.to - u.from)
		if len(word) < n || word[:n] != text[u.from:u.to] {
			return false
		}
		word = word[n:]
	}
	return word == ""
}

// userCost is what a user's word of n units costs: far less than a word of the
// dictionary, and the less the longer; of two ways to cut a text into user
// words, the one with fewer is cheaper.
func userCost(n int) int16 { return int16(500 - 2000*min(n, 16)) }

// insert adds a word with its units as the user wrote them, white space between them included.
func (d *UserDictionary) insert(word int32, text string, units []unit) {
	state := int32(0)
	for i := range units {
		key := keyOf(text, &units[i])
		if i == 0 {
			w, b := startBit(key)
			d.starts[w] |= 1 << b
		} else if units[i].flags&afterSpace != 0 {
			key |= spacedKey
		}
		t := transition{state, key}
		next, ok := d.next[t]
		if !ok {
			next = int32(len(d.next) + 1)
			d.next[t] = next
		}
		state = next
	}
	d.ends[state] = word
}

// word returns the index of the word with a normal text, cut into units, adding it if it is new.
func (d *UserDictionary) word(system *dictionary, normal string, units []unit,
	index map[string]int32) int32 {
	bare := withoutSpace(normal, units)
	i, ok := index[bare]
	if !ok {
		i = int32(len(d.words))
		index[bare] = i
		d.words = append(d.words, userWord{text: bare, record: userRecord(system, bare,
			len(units))})
	}
	d.insert(i, normal, units)
	if bare != normal {
		d.insert(i, bare, scan(nil, system, bare))
	}
	return i
}

func withoutSpace(text string, units []unit) string {
	var bare []byte
	for i := range units {
		bare = append(bare, text[units[i].from:units[i].to]...)
	}
	return string(bare)
}

// userRecord makes the record of a user's word: a noun that ends in a consonant or in a vowel.
func userRecord(system *dictionary, text string, units int) dictfile.Record {
	model := dictfile.UserOpen
	runes := []rune(text)
	if last := runes[len(runes)-1]; last >= hangulFirst && last <= hangulLast &&
		(last-hangulFirst)%numFinals != 0 {
		model = dictfile.UserClosed
	}
	r := dictfile.Record(system.unknowns[model])
	return dictfile.MakeRecord(uint16(r.Left()), uint16(r.Right()), userCost(units),
		r.Meta()) | dictfile.Last
}

// relate makes words synonyms of one another.
func (d *UserDictionary) relate(group []int32) {
	for _, i := range group {
		w := &d.words[i]
		for _, j := range group {
			if other := d.words[j].text; i != j && !slices.Contains(w.synonyms, other) {
				w.synonyms = append(w.synonyms, other)
			}
		}
	}
}
