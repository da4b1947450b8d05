package expand_test

import (
	"slices"
	"testing"

	"github.com/mundap/mundap/internal/korean/morph"
	"github.com/mundap/mundap/internal/localindex/expand"
	"github.com/mundap/mundap/internal/localindex/field"
	"github.com/mundap/mundap/internal/localindex/rank"
)

func textsOf(terms []morph.Term) (texts []string) {
	for i := range terms {
		texts = append(texts, terms[i].Text)
	}
	return texts
}

func TestDatesAreNamedInTheOtherLanguage(t *testing.T) {
	a := new(morph.Analyzer)
	for question, want := range map[string][]string{
		"3월 매출":                   {"march"},
		"sales on March 11":       {"3월", "11일"},
		"you may leave":           nil, // not the month
		"which room on floor 5":   {"5층"},
		"changes since version 4": {"v4"},
	} {
		got := textsOf(expand.Dates(question, a.Analyze(nil, question, field.Indexed)))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

func TestAnEverydayWordHasOfficialOnes(t *testing.T) {
	const question = "와이프"
	a := new(morph.Analyzer)
	terms := a.Analyze(nil, question, field.Indexed)
	absent := []rank.AbsentTerm{{Term: rank.Term{Text: "와이프", Field: field.Words}}}
	for _, absent := range [][]rank.AbsentTerm{nil, absent} {
		all := expand.Everyday(a, question, terms, absent)
		if len(all) != 1 || !slices.Contains(textsOf(all[0].Terms), "배우자") ||
			all[0].Absent != (len(absent) > 0) {
			t.Fatalf("%d absent terms: %+v", len(absent), all)
		}
		for _, term := range all[0].Terms {
			if question[term.Start:term.End] != "와이프" {
				t.Errorf("%s stands for %s", term.Text, question[term.Start:term.End])
			}
		}
	}
}

func TestASpellerFindsWhatPassagesContain(t *testing.T) {
	a := new(morph.Analyzer)
	for question, want := range map[string]string{"인터냇 접속": "인터넷", "kuberentes 설정": "kubernetes"} {
		held := map[rank.Key]bool{}
		for _, term := range a.Analyze(nil, "인터넷 접속 kubernetes 설정", field.Indexed) {
			held[rank.Key{Text: term.Text, Field: int(field.Of(term.Field))}] = true
		}
		terms := a.Analyze(nil, question, field.Indexed)
		var absent []rank.AbsentTerm
		for _, term := range terms {
			key := rank.Term{Text: term.Text, Field: int(field.Of(term.Field))}
			if !held[rank.Key{Text: key.Text, Field: key.Field}] {
				absent = append(absent, rank.AbsentTerm{Term: key})
			}
		}
		speller := expand.Speller{Analyzer: a, Held: func(f int, text string) (int, error) {
			if held[rank.Key{Text: text, Field: f}] {
				return 1, nil
			}
			return 0, nil
		}}
		found, err := speller.Correct(question, terms, absent)
		if err != nil || len(found) != 1 || !slices.Contains(textsOf(found[0][0].Terms), want) {
			t.Errorf("%s: %+v, %v; want %s", question, found, err, want)
		}
	}
}
