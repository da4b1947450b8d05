package morph

import (
	"math"
	"slices"

	"github.com/mundap/mundap/internal/korean/morph/dictfile"
)

// Bounds of the lattice, in units. A lattice is closed at the first sentence
// end after softLimit, at the first white space after spaceLimit, and anywhere
// after hardLimit; there, the last holdback units are analysed again with what
// follows, so that no word is cut. (The longest word of the dictionary has 17.)
const (
	softLimit  = 64
	spaceLimit = 256
	hardLimit  = 512
	holdback   = 64

	// beam bounds the spread of the connection costs after a word that is
	// reckoned with when words are left out of the lattice. Without it (the
	// real spread is up to 9000) the best path is exact; with it the analysis
	// takes two thirds of the instructions, 0.6 % of the terms of KorQuAD's
	// paragraphs differ, and Recall@1 is the same.
	beam = 3000

	// maxUnknown bounds the length of a word that is in no dictionary.
	maxUnknown = 24
)

// morph is one word on the best path: units from–to.
type morph struct {
	from, to int32
	word     word
	record   dictfile.Record
}

// word says what a node stands for: the index of a record of the dictionary, of
// a class's record of unknown words, or of a word of the user dictionary.
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

// lattice finds the cheapest way to cut units into words: Viterbi's algorithm
// over the words of the dictionary, where a path costs the sum of its words'
// costs and of the connection costs between neighbours. Its storage is reused.
type lattice struct {
	dict  *dictionary
	user  *UserDictionary
	text  string
	units []unit

	matcher matcher

	nodes []node // count of them in use
	count int
	ends  []end // for each unit from base on
	base  int

	// The distinct ways to arrive at the current unit, the cheapest first: for
	// each right id only the cheapest node matters.
	arrivals []arrival
	found    *[dictfile.MaxRights]arrival // what arrivals is cut from
	// by right id: index into arrivals of the arrival with that id, valid if it agrees
	slot  *[dictfile.MaxRights]uint16
	lefts *[dictfile.MaxLefts]left // by left id
	mark  int32                    // differs for each unit

	path []morph
}

// end is a place where words end.
type end struct {
	last int32 // the last node that ends there, none if no word does
	// limit is about the cost at which a path goes on from there whatever
	// follows: a word that is dearer even in the best case is not worth a node.
	limit int32
	// prune says that words which can't be on the best path may be left out.
	// They may not where the lattice may be closed: the bounds leave out that
	// the end of the text follows.
	prune bool
}

type arrival struct {
	right uint32
	cost  int32
	node  int32
}

// left is what is known of words with one left id: the cheapest connection to
// the current unit, if mark is the unit's, and from the dictionary the least
// cost of any connection and the cost of white space before.
type left struct {
	mark, cost, node int32
	least, penalty   int16
}

// segment replaces l.path with the best path over all units.
func (l *lattice) segment(d *dictionary, user *UserDictionary, text string, units []unit) {
	l.dict, l.user, l.text, l.units = d, user, text, units
	l.path = l.path[:0]
	l.prepare(d)
	l.matcher.begin(d, units)
	right := uint32(0) // of the word before the lattice; 0 is the beginning of a text
	for from := 0; from < len(units); {
		from, right = l.run(from, right)
	}
}

// prepare makes or resets what the dictionary determines.
func (l *lattice) prepare(d *dictionary) {
	if l.lefts != nil && l.mark < math.MaxInt32/2 {
		return
	}
	l.found, l.slot, l.lefts = new([dictfile.MaxRights]arrival), new([dictfile.MaxRights]uint16),
		new([dictfile.MaxLefts]left)
	for i := range d.lefts {
		l.lefts[i] = left{least: d.byLeft[2*i], penalty: d.byLeft[2*i+1]}
	}
	l.mark = 0
}

// run builds a lattice from a unit on, appends its best path and returns where
// the next lattice begins and after what.
func (l *lattice) run(from int, right uint32) (next int, nextRight uint32) {
	l.base = from
	l.count = 0
	l.node(node{prev: none, sameEnd: none, right: uint16(right)})
	l.ends = append(l.ends[:0], end{last: 0})
	at := from
	for {
		if at > from {
			if at == len(l.units) || l.closes(at, from) {
				l.trace(l.arrive(at, 0))
				return at, 0
			}
			if n := at - from; n >= hardLimit || n >= spaceLimit &&
				l.units[at].flags&afterSpace != 0 {
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
			from: int32(l.base + int(w.from)), to: int32(l.base + int(w.to)), word: w.word,
			record: l.record(w.word),
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

// arrive returns the node that ends before the unit from which a word with the
// left id is reached most cheaply.
func (l *lattice) arrive(at int, left uint32) int32 {
	l.gather(at)
	_, node := connect(l.arrivals, l.dict.row(left), int32(l.lefts[left].least))
	return node
}

// gather lists the distinct ways to arrive at a unit, the cheapest first.
func (l *lattice) gather(at int) {
	l.mark++
	found, n := l.found, 0
	for i := l.ends[at-l.base].last; i != none; {
		w := &l.nodes[i]
		right, cost := uint32(w.right)%dictfile.MaxRights, w.cost
		if k := int(l.slot[right]); k < n && found[k%dictfile.MaxRights].right == right {
			if a := &found[k%dictfile.MaxRights]; cost < a.cost {
				a.cost, a.node = cost, i
			}
		} else {
			l.slot[right] = uint16(n)
			found[n%dictfile.MaxRights] = arrival{right: right, cost: cost, node: i}
			n++
		}
		i = w.sameEnd
	}
	l.arrivals = found[:n]
	for i := 1; i < n; i++ { // a handful: insertion sort
		a := l.arrivals[i]
		j := i
		for ; j > 0 && l.arrivals[j-1].cost > a.cost; j-- {
			l.arrivals[j] = l.arrivals[j-1]
		}
		l.arrivals[j] = a
	}
}

// begin adds a way to arrive at a unit: as at the beginning of a text. A sentence
// may end there although no full stop says so, as in 안 켜져요 고장인가요.
func (l *lattice) begin() {
	row := l.dict.row(0)
	best := arrival{cost: math.MaxInt32}
	for _, a := range l.arrivals {
		if cost := a.cost + int32(row[a.right%dictfile.MaxRights]); cost < best.cost {
			best = arrival{cost: cost, node: a.node}
		}
	}
	i := len(l.arrivals)
	l.arrivals = l.found[:i+1]
	for ; i > 0 && l.arrivals[i-1].cost > best.cost; i-- {
		l.arrivals[i] = l.arrivals[i-1]
	}
	l.arrivals[i] = best
}

// connect finds the cheapest way from the arrivals, of which there is one at
// least, to words whose left id has a row of the matrix, and least in it.
func connect(arrivals []arrival, row *[dictfile.MaxRights]int16, least int32) (cost, node int32) {
	a := &arrivals[0]
	cost, node = a.cost+int32(row[a.right%dictfile.MaxRights]), a.node
	for i := 1; i < len(arrivals); i++ {
		a := &arrivals[i]
		if a.cost+least >= cost {
			break // the arrivals are sorted: no later one can be cheaper
		}
		if c := a.cost + int32(row[a.right%dictfile.MaxRights]); c < cost {
			cost, node = c, a.node
		}
	}
	return cost, node
}

// extend adds all words that begin at the unit.
func (l *lattice) extend(at int) {
	l.gather(at)
	space := at > 0 && l.units[at].flags&afterSpace != 0
	u := l.units[at]
	if space && at > l.base && l.units[at-1].code == l.dict.codes['요'] {
		l.begin()
	}
	if l.user != nil {
		l.user.match(l, at)
	}
	found := l.lookup(at, space)
	if !found || invoked(u) {
		l.unknown(at, u, space)
	}
}

// invoked reports whether words of the unit's class are possible beside those
// of the dictionary, as char.def says.
func invoked(u unit) bool {
	switch u.class {
	case dictfile.ClassHangul, dictfile.ClassHanja, dictfile.ClassOther:
		return false
	}
	return true
}

// lookup adds the words of the dictionary that begin at the unit, and reports
// whether there are any.
func (l *lattice) lookup(at int, space bool) bool {
	first := l.matcher.at(at)
	for i := first; i != none; {
		m := &l.matcher.found[i]
		l.add(m.first, word(m.records), at, int(m.to), space)
		i = m.next
	}
	return first != none
}

// addOne adds a word that is not in the dictionary.
func (l *lattice) addOne(w word, at, to int, space bool) {
	l.add(l.record(w)|dictfile.Last, w, at, to, space)
}

// add connects the words of a run of records, units from–to, with what comes
// before them, except those that can hardly be on the best path. r is the first
// record, w its word; the others follow it in the dictionary.
func (l *lattice) add(r dictfile.Record, w word, from, to int, space bool) {
	e := l.end(to)
	last, limit, bar := e.last, e.limit, int32(math.MaxInt32)
	if e.prune {
		bar = limit
	}
	d, lefts, mark, cheapest, penal := l.dict, l.lefts, l.mark, l.arrivals[0].cost, int32(0)
	if space {
		penal = -1
	}
	place := node{from: uint16(from - l.base), to: uint16(to - l.base)}
	for {
		left, bounds := &lefts[r.Left()], d.bounds(r.Right())
		least := r.Cost() + int32(bounds[0]) // with the least cost of what follows
		if cheapest+int32(left.least)+least >= bar {
			break // the records are sorted by this sum: no later one can be better
		}
		penalty := int32(left.penalty) & penal
		if left.mark != mark {
			left.mark = mark
			left.cost, left.node = connect(l.arrivals, d.row(r.Left()), int32(left.least))
		}
		if left.cost+least+penalty < bar {
			cost := left.cost + r.Cost() + penalty
			limit = min(limit, cost+min(int32(bounds[1]), int32(bounds[0])+beam))
			if e.prune {
				bar = limit
			}
			last = l.node(node{
				cost: cost, prev: left.node, sameEnd: last, word: w,
				from: place.from, to: place.to, right: uint16(r.Right()),
			})
		}
		if r&dictfile.Last != 0 {
			break
		}
		w++
		r = dictfile.Record(d.records[w])
	}
	e.last, e.limit = last, limit
}

// node appends a node and returns its number. (To append to a slice costs more
// where it is not full.)
func (l *lattice) node(n node) int32 {
	if l.count == len(l.nodes) {
		l.nodes = append(l.nodes, make([]node, max(64, len(l.nodes)))...)
	}
	l.nodes[l.count] = n
	l.count++
	return int32(l.count - 1)
}

// unknown adds words that are in no dictionary: the token or character at the
// unit, two, and the run of its class.
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

// end returns the place before a unit where words end.
func (l *lattice) end(at int) *end {
	if at-l.base >= len(l.ends) {
		l.lengthen(at)
	}
	return &l.ends[at-l.base]
}

func (l *lattice) lengthen(to int) {
	for at := l.base + len(l.ends); at <= to; at++ {
		mayClose := at == len(l.units) || l.units[at].flags&afterBlank != 0 ||
			l.units[at-1].flags&endsClause != 0
		l.ends = append(l.ends, end{last: none, limit: math.MaxInt32, prune: !mayClose})
	}
}
