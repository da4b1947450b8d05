package relevance

import (
	"regexp"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/retrieve"
)

// announces matches a sentence that says only that the answer follows: "다음 각 호의 서류를
// 제출하여야 한다", "아래와 같이 안내드립니다", "is as follows".
var announces = regexp.MustCompile(
	`(?i)(?:다음|아래)(?:과|와)\s?같|(?:다음|아래)의?\s(?:각\s?호|사항|서류|항목|방법|순서|표)|as follows|following`)

// mostItems is how many items of an announced list are shown.
const mostItems = 8

// withAnnounced adds to sentences that announce a list its items. If the question asks
// for something of a certain form, such as an amount, and some items have it, only
// those are added, without the announcement. An announcement without a list is left
// out, unless nothing else was chosen.
func withAnnounced(q string, chosen, all []candidate, passages []retrieve.Passage) []candidate {
	var out []candidate
	add := func(c candidate) {
		if !slices.ContainsFunc(out, func(o candidate) bool {
			return o.Passage == c.Passage && o.Start == c.Start
		}) {
			out = append(out, c)
		}
	}
	for _, c := range chosen {
		if !announces.MatchString(c.Text) || c.header != "" {
			add(c)
			continue
		}
		items := announced(c, all, passages[c.Passage].Text)
		if len(items) == 0 && len(chosen) > 1 {
			continue
		}
		e := expected(q)
		if fitting := withExpected(e, items); len(fitting) > 0 {
			items = fitting
		} else {
			add(c)
		}
		for _, item := range items {
			add(item)
		}
	}
	if len(out) == 0 {
		return chosen
	}
	return out
}

// withExpected returns the items that have the form that is asked for. It returns none
// if the question asks for no form.
func withExpected(e expectation, items []candidate) []candidate {
	var fitting []candidate
	for _, item := range items {
		if e.found(item.named()) {
			fitting = append(fitting, item)
		}
	}
	return fitting
}

// announced returns the items of the list, or the rows of the table, that follows a
// sentence: at once, or after another sentence of its line.
func announced(c candidate, all []candidate, text string) []candidate {
	var items []candidate
	end := c.End
	for _, o := range all {
		if o.Passage != c.Passage || o.Start < c.End {
			continue
		}
		item := o.list > 0 || o.header != "" || o.marked || o.Pair
		if !item && (len(items) > 0 || strings.Contains(text[end:o.Start], "\n\n")) ||
			len(items) == mostItems {
			break
		}
		if item {
			items = append(items, o)
		}
		end = o.End
	}
	return items
}
