package morph

import (
	"math"
	"slices"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// Bounds of the lattice, in units. A lattice is closed at the first sentence end after softLimit, at the first white space
// after spaceLimit, and anywhere after hardLimit; there, the last holdback units are analysed again with what follows, so
// that no word is cut. (The longest word of the dictionary has 17.)
const (
	softLimit  = 64
	spaceLimit = 256
	hardLimit  = 512
	holdback   = 64

	// beam bounds the spread of the connection costs after a word that is reckoned with when words are left out of the
	// lattice. Without it (the real spread is up to 9000) the best path is exact; with it the analysis is 1.5 times as
	// fast, 1.3 ‰ of the terms of KorQuAD's paragraphs and questions differ, and Recall@1 is the same.
	beam = 4000

	// maxUnknown bounds the length of a word that is in no dictionary.
	maxUnknown = 24
)

// morph is one word on the best path: units from–to.
type morph struct {
	from, to int32
	word     word
	record   dictfile.Record
}

// word says what a node stands for: the index of a record of the dictionary, of a class's record of unknown words, or of a
// word of the user dictionary.
type word uint32

const (
	unknownWord word = 1 << 30
	userDefined word = 1 << 31
)

func (w word) isUnknown() bool { return w&unknownWord != 0 }

func (w word) isUser() bool { return w&userDefined != 0 }

func (w word) index() uint32 { return uint32(w &^ (unknownWord | userDefined)) }

// node is a word in the lattice. Units are counted from the lattice's base.
type node struct {
	cost     int32 // of the best path up to and with the word
	prev     int32 // the node before it on that path
	sameEnd  int32 // the next node that ends at the same unit
	word     word
	from, to uint16
	right    uint16 // right id
}

// none ends chains of nodes.
const none = -1

// lattice finds the cheapest way to cut units into words: Viterbi's algorithm over the words of the dictionary, where a
// path costs the sum of its words' costs and of the connection costs between neighbours. Its storage is reused.
type lattice struct {
	dict  *dictionary
	user  *UserDictionary
	text  string
	units []unit

	nodes []node
	ends  []end // for each unit from base on
	base  int

	// The distinct ways to arrive at the current unit, the cheapest first: for each right id only the cheapest node
	// matters.
	arrivals []arrival
	slot     []int32 // by right id: index into arrivals of the arrival with that id, valid if it agrees
	lefts    []left  // by left id
	mark     int32   // differs for each unit

	path []morph
}

// end is a place where words end.
type end struct {
	last int32 // the last node that ends there, none if no word does
	// limit is about the cost at which a path goes on from there whatever follows: a word that is dearer even in the best
	// case is not worth a node.
	limit int32
}

type arrival struct {
	right uint32
	cost  int32
	node  int32
}

// left is what is known of words with one left id: the cheapest connection to the current unit, if mark is the unit's, and
// from the dictionary the least cost of any connection and the cost of white space before.
type left struct {
	mark, cost, node int32
	least, penalty   int16
}

// segment replaces l.path with the best path over all units.
func (l *lattice) segment(d *dictionary, user *UserDictionary, text string, units []unit) {
	l.dict, l.user, l.text, l.units = d, user, text, units
	l.path = l.path[:0]
	l.prepare(d)
	right := uint32(0) // of the word before the lattice; 0 is the beginning of a text
	for from := 0; from < len(units); {
		from, right = l.run(from, right)
	}
}

// prepare makes or resets what the dictionary determines.
func (l *lattice) prepare(d *dictionary) {
	if len(l.lefts) == d.lefts && l.mark < math.MaxInt32/2 {
		return
	}
	l.slot = make([]int32, dictfile.MaxRights)
	l.lefts = make([]left, d.lefts)
	for i := range l.lefts {
		l.lefts[i] = left{least: d.byLeft[2*i], penalty: d.byLeft[2*i+1]}
	}
	l.mark = 0
}

// run builds a lattice from a unit on, appends its best path and returns where the next lattice begins and after what.
func (l *lattice) run(from int, right uint32) (next int, nextRight uint32) {
	l.base = from
	l.nodes = append(l.nodes[:0], node{prev: none, sameEnd: none, right: uint16(right)})
	l.ends = append(l.ends[:0], end{last: 0})
	at := from
	for {
		if at > from {
			if at == len(l.units) || l.closes(at, from) {
				l.trace(l.arrive(at, 0))
				return at, 0
			}
			if n := at - from; n >= hardLimit || n >= spaceLimit && l.units[at].flags&afterSpace != 0 {
				return l.cut(at)
			}
		}
		l.extend(at)
		at++
		for len(l.ends) <= at-from || l.ends[at-from].last == none {
			at++ // no word ends here
		}
	}
}

// closes reports whether a text may end before the unit.
func (l *lattice) closes(at, from int) bool {
	flags := l.units[at].flags
	return flags&afterBlank != 0 ||
		flags&afterSpace != 0 && at-from >= softLimit && l.units[at-1].flags&endsClause != 0
}

// cut ends the lattice in the middle of a sentence, at a unit where a path arrives.
func (l *lattice) cut(at int) (next int, right uint32) {
	cheapest := l.ends[at-l.base].last
	for n := cheapest; n != none; n = l.nodes[n].sameEnd {
		if l.nodes[n].cost < l.nodes[cheapest].cost {
			cheapest = n
		}
	}
	keep := cheapest
	if l.units[at].flags&afterSpace == 0 {
		for l.base+int(l.nodes[keep].from) > at-holdback {
			keep = l.nodes[keep].prev
		}
	}
	l.trace(keep)
	return l.base + int(l.nodes[keep].to), uint32(l.nodes[keep].right)
}

// trace appends the path that ends with a node.
func (l *lattice) trace(last int32) {
	start := len(l.path)
	for n := last; l.nodes[n].prev != none; n = l.nodes[n].prev {
		w := &l.nodes[n]
		l.path = append(l.path, morph{
			from: int32(l.base + int(w.from)), to: int32(l.base + int(w.to)), word: w.word, record: l.record(w.word),
		})
	}
	slices.Reverse(l.path[start:])
}

// record returns the record of a word.
func (l *lattice) record(w word) dictfile.Record {
	switch {
	case w.isUser():
		return l.user.words[w.index()].record
	case w.isUnknown():
		return dictfile.Record(l.dict.unknowns[w.index()])
	}
	return dictfile.Record(l.dict.records[w])
}

// arrive returns the node that ends before the unit from which a word with the left id is reached most cheaply.
func (l *lattice) arrive(at int, left uint32) int32 {
	l.gather(at)
	l.connect(left)
	return l.lefts[left].node
}

// gather lists the distinct ways to arrive at a unit, the cheapest first.
func (l *lattice) gather(at int) {
	l.arrivals = l.arrivals[:0]
	l.mark++
	for n := l.ends[at-l.base].last; n != none; {
		w := &l.nodes[n]
		right := uint32(w.right)
		if i := int(l.slot[right%dictfile.MaxRights]); i < len(l.arrivals) && l.arrivals[i].right == right {
			if w.cost < l.arrivals[i].cost {
				l.arrivals[i].cost, l.arrivals[i].node = w.cost, n
			}
		} else {
			l.slot[right%dictfile.MaxRights] = int32(len(l.arrivals))
			l.arrivals = append(l.arrivals, arrival{right: right, cost: w.cost, node: n})
		}
		n = w.sameEnd
	}
	for i := 1; i < len(l.arrivals); i++ { // a handful: insertion sort
		a := l.arrivals[i]
		j := i
		for ; j > 0 && l.arrivals[j-1].cost > a.cost; j-- {
			l.arrivals[j] = l.arrivals[j-1]
		}
		l.arrivals[j] = a
	}
}

// connect finds the cheapest way from the gathered arrivals to words with a left id.
func (l *lattice) connect(id uint32) {
	to := &l.lefts[id]
	row, least := l.dict.row(id), int32(to.least)
	cost, node := int32(math.MaxInt32), int32(none)
	for i := range l.arrivals {
		a := &l.arrivals[i]
		if a.cost+least >= cost {
			break // the arrivals are sorted: no later one can be cheaper
		}
		if c := a.cost + int32(row[a.right%dictfile.MaxRights]); c < cost {
			cost, node = c, a.node
		}
	}
	to.mark, to.cost, to.node = l.mark, cost, node
}

// extend adds all words that begin at the unit.
func (l *lattice) extend(at int) {
	l.gather(at)
	space := at > 0 && l.units[at].flags&afterSpace != 0
	u := l.units[at]
	if l.user != nil {
		l.user.match(l, at)
	}
	found := l.lookup(at, space)
	if !found || invoked(u) {
		l.unknown(at, u, space)
	}
}

// invoked reports whether words of the unit's class are possible beside those of the dictionary, as char.def says.
func invoked(u unit) bool {
	switch u.class {
	case dictfile.ClassHangul, dictfile.ClassHanja, dictfile.ClassOther:
		return false
	}
	return true
}

// lookup adds the words of the dictionary that begin at the unit, and reports whether there are any.
func (l *lattice) lookup(at int, space bool) bool {
	d := l.dict
	found := false
	state := d.unit(0)
	for end := at; end < len(l.units); {
		u := &l.units[end]
		if u.code == 0 || end > at && u.flags&(afterSpace|beginsWord) != 0 || state&dictfile.Leaf != 0 {
			break
		}
		child := d.unit(state.Base() + uint32(u.code))
		if child.Label() != uint32(u.code) {
			break
		}
		state = child
		end++
		records := state.Base()
		if state&dictfile.Leaf == 0 {
			if state&dictfile.Value == 0 {
				continue
			}
			records = d.unit(records).Base()
		}
		found = true
		l.addAll(records, at, end, space)
	}
	return found
}

// addAll adds the words with the records from an index on.
func (l *lattice) addAll(records uint32, at, to int, space bool) {
	e, prune := l.end(to)
	for _, r := range l.dict.records[records:] {
		l.add(e, prune, dictfile.Record(r), word(records), at, to, space)
		if dictfile.Record(r)&dictfile.Last != 0 {
			return
		}
		records++
	}
}

// addOne adds a word that is not in the dictionary.
func (l *lattice) addOne(w word, at, to int, space bool) {
	e, prune := l.end(to)
	l.add(e, prune, l.record(w), w, at, to, space)
}

// unknown adds words that are in no dictionary: the token or character at the unit, two, and the run of its class.
func (l *lattice) unknown(at int, u unit, space bool) {
	w := unknownWord | word(u.class)
	l.addOne(w, at, at+1, space)
	if u.flags&isToken != 0 || u.class == dictfile.ClassHanja {
		return
	}
	to := at + 1
	for to < len(l.units) && to < at+maxUnknown && l.units[to].class == u.class &&
		l.units[to].flags&(afterSpace|isToken|beginsWord) == 0 {
		to++
		if to == at+2 && u.class == dictfile.ClassHangul {
			l.addOne(w, at, to, space)
		}
	}
	if to > at+1 {
		l.addOne(w, at, to, space)
	}
}

// end returns the place before a unit where words end, and whether words that can't be on the best path may be left out
// there. They may not where the lattice may be closed: the bounds leave out that the end of the text follows.
func (l *lattice) end(at int) (e *end, prune bool) {
	for len(l.ends) <= at-l.base {
		l.ends = append(l.ends, end{last: none, limit: math.MaxInt32})
	}
	mayClose := at == len(l.units) || l.units[at].flags&afterBlank != 0 || l.units[at-1].flags&endsClause != 0
	return &l.ends[at-l.base], !mayClose
}

// add connects a word, units from–to, with what comes before it, unless it can hardly be on the best path.
func (l *lattice) add(e *end, prune bool, r dictfile.Record, w word, from, to int, space bool) {
	left, right := &l.lefts[r.Left()], r.Right()
	own := r.Cost()
	if space {
		own += int32(left.penalty)
	}
	bounds := l.dict.bounds(right)
	least := own + int32(bounds[0])
	if prune && l.arrivals[0].cost+int32(left.least)+least >= e.limit {
		return
	}
	if left.mark != l.mark {
		l.connect(r.Left())
	}
	if prune && left.cost+least >= e.limit {
		return
	}
	cost := left.cost + own
	e.limit = min(e.limit, cost+min(int32(bounds[1]), int32(bounds[0])+beam))
	l.nodes = append(l.nodes, node{
		cost: cost, prev: left.node, sameEnd: e.last, word: w,
		from: uint16(from - l.base), to: uint16(to - l.base), right: uint16(right),
	})
	e.last = int32(len(l.nodes) - 1)
}
