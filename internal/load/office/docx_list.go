package office

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/mundap/mundap/internal/load/archive"
	"github.com/mundap/mundap/internal/load/numbering"
)

// docxListRef is where a paragraph or a style says that it is numbered: <w:numPr>.
type docxListRef struct {
	given bool
	num   string // "0" takes a style's numbering away
	level int
}

func (r *docxListRef) property(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "numId":
		r.num = archive.Attr(e, "val")
	case "ilvl":
		r.level = min(archive.SmallNumber(archive.Attr(e, "val")), docxLevels-1)
	}
	return x.Skip()
}

const docxLevels = 9

// docxLevel is how a level of a list counts.
type docxLevel struct {
	start   int
	format  string // of ECMA-376, 17.18.59 (ST_NumberFormat)
	text    string // "%1.%2)"
	legal   bool   // all numbers in digits
	restart int    // the level (1-based) whose counting restarts this one; 0 means any above, -1 none
}

// docxList is an abstract numbering definition.
type docxList struct {
	levels [docxLevels]docxLevel
	link   string // the style whose numbering is used instead
}

// docxNum is a use of a list, which may restart it and redefine levels.
type docxNum struct {
	list   string
	starts map[int]int // start overrides by level
	levels map[int]docxLevel
}

type docxLists struct {
	lists map[string]*docxList
	nums  map[string]*docxNum
}

// readDocxLists reads the definitions of lists. Paragraphs name a num, which
// names an abstractNum and may change some of its levels. An abstractNum can
// also leave its levels to a style, whose own num has them.
func readDocxLists(a *archive.Zip, styles docxStyles) (docxLists, error) {
	l := docxLists{lists: map[string]*docxList{}, nums: map[string]*docxNum{}}
	err := a.Each("word/numbering.xml", func(x *archive.XML, _ xml.StartElement) error {
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			switch e.Name.Local {
			case "abstractNum":
				list := newDocxList()
				l.lists[archive.Attr(e, "abstractNumId")] = list
				return x.Children(list.property)
			case "num":
				num := &docxNum{starts: map[int]int{}, levels: map[int]docxLevel{}}
				l.nums[archive.Attr(e, "numId")] = num
				return x.Children(num.property)
			}
			return x.Skip()
		})
	})
	for _, list := range l.lists {
		if num := l.nums[styles[list.link].list.num]; num != nil && l.lists[num.list] != nil {
			list.levels = l.lists[num.list].levels
		}
	}
	return l, err
}

func newDocxList() *docxList {
	l := &docxList{}
	for i := range l.levels {
		l.levels[i] = docxLevel{start: 1, format: "decimal"}
	}
	return l
}

func (l *docxList) property(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "lvl":
		level := &l.levels[levelIndex(e)]
		return x.Children(level.property)
	case "numStyleLink":
		l.link = archive.Attr(e, "val")
	}
	return x.Skip()
}

func levelIndex(e xml.StartElement) int {
	return min(archive.SmallNumber(archive.Attr(e, "ilvl")), docxLevels-1)
}

func (l *docxLevel) property(x *archive.XML, e xml.StartElement) error {
	switch val := archive.Attr(e, "val"); e.Name.Local {
	case "start":
		l.start, _ = strconv.Atoi(val)
	case "numFmt":
		l.format = val
	case "lvlText":
		l.text = val
	case "isLgl":
		l.legal = isOn(val)
	case "lvlRestart":
		if l.restart = archive.SmallNumber(val); l.restart == 0 {
			l.restart = -1
		}
	case "AlternateContent": // formats newer than the first edition are in its first choice
		taken := false
		return x.Children(func(x *archive.XML, _ xml.StartElement) error {
			if taken {
				return x.Skip()
			}
			taken = true
			return x.Children(l.property)
		})
	}
	return x.Skip()
}

// property reads a child of a num. An override either restarts a level or
// defines it anew.
func (n *docxNum) property(x *archive.XML, e xml.StartElement) error {
	switch e.Name.Local {
	case "abstractNumId":
		n.list = archive.Attr(e, "val")
	case "lvlOverride":
		i := levelIndex(e)
		return x.Children(func(x *archive.XML, e xml.StartElement) error {
			switch e.Name.Local {
			case "startOverride":
				n.starts[i], _ = strconv.Atoi(archive.Attr(e, "val"))
			case "lvl":
				level := docxLevel{start: 1, format: "decimal"}
				err := x.Children(level.property)
				n.levels[i] = level
				return err
			}
			return x.Skip()
		})
	}
	return x.Skip()
}

// docxCounters counts the lists of one reading. Uses of the same list count on
// unless they override the start.
type docxCounters struct {
	lists  docxLists
	counts map[string]*[docxLevels]int // by list; the number shown last, start-1 before the first
	seen   map[string]bool             // uses whose overrides have been applied
}

func (l docxLists) begin() *docxCounters {
	return &docxCounters{lists: l, counts: map[string]*[docxLevels]int{}, seen: map[string]bool{}}
}

// number counts a paragraph and returns its visible number and its depth,
// counted from 1. The number is "" for a paragraph in no list. In Word, a
// paragraph without text has a number as well, but the number says nothing: it
// is counted and not shown.
func (c *docxCounters) number(ref docxListRef, shown bool) (number string, depth int) {
	num := c.lists.nums[ref.num]
	if num == nil || c.lists.lists[num.list] == nil {
		return "", 0
	}
	counts := c.countsOf(ref.num, num)
	counts[ref.level]++
	for i := ref.level + 1; i < docxLevels; i++ {
		if r := c.level(num, i).restart; r == 0 || r > 0 && ref.level+1 <= r {
			counts[i] = c.level(num, i).start - 1
		}
	}
	if !shown {
		return "", 0
	}
	return c.show(num, ref.level, counts), ref.level + 1
}

func (c *docxCounters) countsOf(id string, num *docxNum) *[docxLevels]int {
	counts := c.counts[num.list]
	if counts == nil {
		counts = &[docxLevels]int{}
		for i := range counts {
			counts[i] = c.level(num, i).start - 1
		}
		c.counts[num.list] = counts
	}
	if !c.seen[id] {
		c.seen[id] = true
		for i, start := range num.starts {
			counts[i] = start - 1
		}
	}
	return counts
}

func (c *docxCounters) level(num *docxNum, i int) docxLevel {
	if l, ok := num.levels[i]; ok {
		return l
	}
	return c.lists.lists[num.list].levels[i]
}

// show fills the numbers of the levels into a level's text.
func (c *docxCounters) show(num *docxNum, at int, counts *[docxLevels]int) string {
	l := c.level(num, at)
	if l.format == "bullet" {
		return numbering.Bullet(l.text)
	}
	if l.format == "none" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(l.text); i++ {
		if d := i + 1; l.text[i] == '%' && d < len(l.text) && l.text[d] >= '1' && l.text[d] <= '9' {
			of := int(l.text[d] - '1')
			format := c.level(num, of).format
			if l.legal {
				format = "decimal"
			}
			value := counts[of]
			if of < at && value < c.level(num,
				of).start { // a level that was skipped shows its start
				value = c.level(num, of).start
			}
			b.WriteString(numbering.FormatNumber(format, value))
			i++
			continue
		}
		b.WriteByte(l.text[i])
	}
	return b.String()
}
