package expand

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/mundap/mundap/internal/korean/morph"
)

// months are the English names of the months, in their order.
var months = []string{"january", "february", "march", "april", "may", "june", "july", "august",
	"september", "october", "november", "december"}

// Dates returns the counterparts of the question's dates, floors and versions
// in the other language: March 11 is 3월 11일, and 3월 is March. They
// distinguish documents that look the same to an encoder. Each has the position
// of the words that it stands for.
func Dates(text string, terms []morph.Term) []morph.Term {
	var found []morph.Term
	add := func(word string, t *morph.Term) {
		found = append(found, morph.Term{Text: word, Start: t.Start, End: t.End, Span: 1,
			Kind: morph.Quantity, Field: morph.Words})
	}
	for i := range terms {
		t := &terms[i]
		if t.Field != morph.Words {
			continue
		}
		number := numberBeside(terms, t)
		month := 0
		if t.Kind == morph.Quantity {
			month, _ = strconv.Atoi(strings.TrimSuffix(t.Text, "월"))
		}
		switch {
		case month > 0 && month <= len(months):
			add(months[month-1], t)
		case number != nil && t.Text == "floor":
			add(number.Text+"층", number)
		case number != nil && (t.Text == "version" || t.Text == "버전"):
			add("v"+number.Text, number)
		case t.Kind == morph.Latin && (number != nil || capital(text, t)):
			if month = monthNamed(t.Text); month > 0 {
				add(strconv.Itoa(month)+"월", t)
				if number != nil {
					add(number.Text+"일", number)
				}
			}
		}
	}
	return found
}

// monthNamed returns the month that an English word names, from 1 to 12, or 0
// if it names none.
func monthNamed(word string) int {
	const shortest, longest = 3, 4 // of abbreviations
	return 1 + slices.IndexFunc(months, func(month string) bool {
		return word == month || len(word) >= shortest && len(word) <= longest &&
			strings.HasPrefix(month, word)
	})
}

// capital reports whether a term begins with a capital letter. At the beginning
// of a question, this says nothing about may and march.
func capital(text string, t *morph.Term) bool {
	return t.Start > 0 && unicode.IsUpper(rune(text[t.Start]))
}

// numberBeside returns the number of one or two digits directly before or after
// a word, or nil if there is none.
func numberBeside(terms []morph.Term, word *morph.Term) *morph.Term {
	const after, before = 2, 5 // characters between: ", ", "th of "
	for i := range terms {
		t := &terms[i]
		if t.Field != morph.Words || len(t.Text) > 2 || strings.Trim(t.Text, "0123456789") != "" {
			continue
		}
		if d := t.Start - word.End; d > 0 && d <= after {
			return t
		}
		if d := word.Start - t.End; d > 0 && d <= before {
			return t
		}
	}
	return nil
}
