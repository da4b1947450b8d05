// Package caption contains the Korean and English words for the sources of an
// answer. They are used wherever sources are listed as text: below answers for
// base clients, and in exported conversations.
package caption

import (
	"fmt"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/wire"
)

var (
	sources  = fault.Text{Ko: "출처", En: "Sources"}
	related  = fault.Text{Ko: "관련 문서", En: "Related documents"}
	deleted  = fault.Text{Ko: "삭제된 문서", En: "deleted document"}
	private  = fault.Text{Ko: "비공개로 바뀐 문서", En: "document that is private now"}
	sample   = fault.Text{Ko: "예시 문서", En: "sample document"}
	outdated = fault.Text{Ko: "답변 뒤에 바뀐 문서", En: "changed since the answer"}
	page     = fault.Text{Ko: "%d쪽", En: "page %d"}
	line     = fault.Text{Ko: "%d번째 줄", En: "line %d"}
)

// Heading is the heading of a list of sources, which must not be empty.
func Heading(list []wire.Source, language string) string {
	if list[0].Related { // then all of them are
		return related.In(language)
	}
	return sources.In(language)
}

// Gone says why a source can no longer be opened; empty if it can be.
func Gone(s wire.Source, language string) string {
	switch {
	case s.Deleted:
		return deleted.In(language)
	case s.Private:
		return private.In(language)
	}
	return ""
}

// Facts are the document's title, unless it is the file's name, the place of the
// passage in the document, whether the document has changed since, and whether it
// is one of the server's examples. Each is left out if it is unknown. A document
// that is gone has neither title nor place.
func Facts(s wire.Source, language string) []string {
	var facts []string
	gone := s.Deleted || s.Private
	if s.Title != "" && s.Title != s.Name && !gone {
		facts = append(facts, s.Title)
	}
	switch {
	case gone:
	case s.Page > 0:
		facts = append(facts, fmt.Sprintf(page.In(language), s.Page))
	case s.Original != "" && s.Line > 0: // only code has lines that readers know
		facts = append(facts, fmt.Sprintf(line.In(language), s.Line))
	}
	if s.Outdated {
		facts = append(facts, outdated.In(language))
	}
	if s.Sample {
		facts = append(facts, sample.In(language))
	}
	return facts
}
