package morph

import (
	"math"

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

	// maxUnknown bounds the length of a word that is in no dictionary.
	maxUnknown = 24
)

// morph is one word on the best path: units from–to.
type morph struct {
	from, to int32
	record   dictfile.Record
	origin   origin
}

// origin says where a word is known from: the index of an entry of the user dictionary, or one of the constants.
type origin int32

const (
	fromSystem  origin = -1
	fromNowhere origin = -2 // a word that is in no dictionary
)

// node is a word in the lattice.
type node struct {
	record   dictfile.Record
	cost     int32 // of the best path up to and with the word
	prev     int32 // the node before it on that path
	sameEnd  int32 // the next node that ends at the same unit
	from, to int32
	origin   origin
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

	// The distinct ways to arrive at the current unit: for each right id only the cheapest node matters.
	arrivals []arrival
	slot     []int32 // by right id: index into arrivals of the arrival with that id, valid if it agrees
	// The best connection to the current unit by left id, valid if mark is the current unit's.
	best []connection
	mark int32

	path []morph
}

// end is a place where words end.
type end struct {
	last int32 // the last node that ends there, none if no word does
	// limit is a cost at which something ends there whatever follows: a way that is dearer even in the best case is
	// not worth a node.
	limit int32
}

type arrival struct {
	right uint32
	cost  int32
	node  int32
}

type connection struct {
	mark, cost, node int32
}

// segment replaces l.path with the best path over all units.
func (l *lattice) segment(d *dictionary, user *UserDictionary, text string, units []unit) {
	l.dict, l.user, l.text, l.units = d, user, text, units
	l.path = l.path[:0]
	if len(l.slot) < d.rights {
		l.slot = make([]int32, d.rights)
		l.best = make([]connection, d.lefts)
	}
	if l.mark > math.MaxInt32/2 {
		clear(l.best)
		l.mark = 0
	}
	right := uint32(0) // of the word before the lattice; 0 is the beginning of a text
	for from := 0; from < len(units); {
		from, right = l.run(from, right)
	}
}

// run builds a lattice from a unit on, appends its best path and returns where the next lattice begins and after what.
func (l *lattice) run(from int, right uint32) (next int, nextRight uint32) {
	l.base = from
	l.nodes = append(l.nodes[:0], node{prev: none, sameEnd: none, from: int32(from), to: int32(from), origin: fromSystem})
	l.nodes[0].record = dictfile.MakeRecord(0, uint16(right), 0, 0)
	l.ends = append(l.ends[:0], end{last: 0})
	at := from
	for {
		if at > from {
			if at == len(l.units) || l.closes(at, from) {
				l.trace(l.arrive(at, 0), int32(at))
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
		for int(l.nodes[keep].from) > at-holdback {
			keep = l.nodes[keep].prev
		}
	}
	l.trace(keep, l.nodes[keep].to)
	return int(l.nodes[keep].to), l.nodes[keep].record.Right()
}

// trace appends the path that ends with a node.
func (l *lattice) trace(last, end int32) {
	start := len(l.path)
	for n := last; l.nodes[n].prev != none; n = l.nodes[n].prev {
		w := &l.nodes[n]
		l.path = append(l.path, morph{from: w.from, to: w.to, record: w.record, origin: w.origin})
	}
	for i, j := start, len(l.path)-1; i < j; i, j = i+1, j-1 {
		l.path[i], l.path[j] = l.path[j], l.path[i]
	}
}

// arrive returns the node that ends before the unit from which a word with the left id is reached most cheaply.
func (l *lattice) arrive(at int, left uint32) int32 {
	l.gather(at)
	return l.connect(left).node
}

// gather lists the distinct ways to arrive at a unit, the cheapest first.
func (l *lattice) gather(at int) {
	l.arrivals = l.arrivals[:0]
	l.mark++
	for n := l.ends[at-l.base].last; n != none; {
		w := &l.nodes[n]
		right := w.record.Right()
		if i := int(l.slot[right]); i < len(l.arrivals) && l.arrivals[i].right == right {
			if w.cost < l.arrivals[i].cost {
				l.arrivals[i].cost, l.arrivals[i].node = w.cost, n
			}
		} else {
			l.slot[right] = int32(len(l.arrivals))
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

// connect returns the cheapest way from the gathered arrivals to a word with the left id.
func (l *lattice) connect(left uint32) *connection {
	best := &l.best[left]
	if best.mark == l.mark {
		return best
	}
	row, least := l.dict.row(left), int32(l.dict.byLeft[2*left])
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
	*best = connection{mark: l.mark, cost: cost, node: node}
	return best
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
		if u.code == 0 || end > at && u.flags&afterSpace != 0 || state&dictfile.Leaf != 0 {
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
func (l *lattice) addAll(records uint32, at, end int, space bool) {
	for ; ; records++ {
		r := dictfile.Record(l.dict.records[records])
		l.add(r, at, end, fromSystem, space)
		if r&dictfile.Last != 0 {
			return
		}
	}
}

// unknown adds words that are in no dictionary: the token or character at the unit, two, and the run of its class.
func (l *lattice) unknown(at int, u unit, space bool) {
	r := dictfile.Record(l.dict.unknowns[u.class])
	l.add(r, at, at+1, fromNowhere, space)
	if u.flags&isToken != 0 || u.class == dictfile.ClassHanja {
		return
	}
	end := at + 1
	for end < len(l.units) && end < at+maxUnknown && l.units[end].class == u.class &&
		l.units[end].flags&(afterSpace|isToken) == 0 {
		end++
		if end == at+2 && u.class == dictfile.ClassHangul {
			l.add(r, at, end, fromNowhere, space)
		}
	}
	if end > at+1 {
		l.add(r, at, end, fromNowhere, space)
	}
}

// add connects a word, units from–to, with what comes before it, unless it can't be on the best path.
func (l *lattice) add(r dictfile.Record, from, to int, o origin, space bool) {
	d := l.dict
	left, right := r.Left(), r.Right()
	own := r.Cost()
	if space {
		own += int32(d.byLeft[2*left+1])
	}
	for len(l.ends) <= to-l.base {
		l.ends = append(l.ends, end{last: none, limit: math.MaxInt32})
	}
	e := &l.ends[to-l.base]
	if bound := own + int32(d.byRight[2*right]); !l.mayClose(to) {
		if l.arrivals[0].cost+int32(d.byLeft[2*left])+bound >= e.limit || l.connect(left).cost+bound >= e.limit {
			return
		}
	}
	c := l.connect(left)
	cost := c.cost + own
	e.limit = min(e.limit, cost+int32(d.byRight[2*right+1]))
	l.nodes = append(l.nodes, node{
		record: r, cost: cost, prev: c.node, sameEnd: e.last, from: int32(from), to: int32(to), origin: o,
	})
	e.last = int32(len(l.nodes) - 1)
}

// mayClose reports whether the lattice may be closed before a unit; then the end of the text follows, which the bounds
// leave out.
func (l *lattice) mayClose(at int) bool {
	return at == len(l.units) || l.units[at].flags&afterBlank != 0 || l.units[at-1].flags&endsClause != 0
}
