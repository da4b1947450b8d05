package session

import (
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/wire"
)

// noteMark begins a note beneath an answer.
const noteMark = "※ "

var stopped = fault.Text{Ko: "멈췄어요.", En: "Stopped."}

// markdown is a logged answer as one text, as base clients show it: label,
// answer, translation, and the notes of a complete answer or the reason of one
// that failed.
func markdown(c history.Call) string {
	parts := []string{labelIn(c.Label, c.Language), marked(c), c.Translation}
	switch c.Outcome {
	case history.Completed:
		for _, n := range c.Notes {
			if n.Code != history.NoteExtractive { // the label says it
				parts = append(parts, noteMark+n.Message.In(c.Language))
			}
		}
	case history.Stopped:
		if c.Answer == "" {
			parts = append(parts, stopped.In(c.Language))
		}
	case history.Failed:
		if c.Failure != nil {
			parts[1] = strings.TrimSpace(parts[1])
			parts = append(parts, c.Failure.Message.In(c.Language))
		}
	}
	return paragraphs(parts...)
}

var unsupportedMark = fault.Text{Ko: "[근거 없음]", En: "[no source]"}

// marked is a call's answer with a mark behind each sentence that no source bears
// out, in a row of a table before its last bar.
func marked(c history.Call) string {
	text, mark := c.Answer, unsupportedMark.In(c.Language)
	for _, v := range slices.Backward(c.Verdicts) {
		if v.Support != history.Unsupported || v.Start < 0 || v.End > len(text) ||
			v.Start >= v.End {
			continue
		}
		at := v.End
		if row := text[v.Start:v.End]; strings.HasPrefix(row, "|") && strings.HasSuffix(row, "|") {
			at--
		}
		text = text[:at] + " " + mark + " " + text[at:]
	}
	return text
}

// paragraphs puts an empty line between those texts that are not empty.
func paragraphs(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		if text != "" && b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(text)
	}
	return b.String()
}

// labelIn is "" for no label.
func labelIn(label fault.Text, language string) string {
	if label.IsZero() {
		return ""
	}
	return label.In(language)
}

func failure(f *history.Failure, language string) *wire.Error {
	if f == nil {
		return nil
	}
	return &wire.Error{Kind: f.Kind, Message: f.Message.In(language), Retry: f.Retry}
}

func notice(n history.Note, language string) wire.Notice {
	return wire.Notice{Code: string(n.Code), Message: n.Message.In(language)}
}

func notices(notes []history.Note, language string) []wire.Notice {
	var all []wire.Notice
	for _, n := range notes {
		all = append(all, notice(n, language))
	}
	return all
}

func Documents(chosen []document.ID) []string {
	var all []string
	for _, id := range chosen {
		all = append(all, string(id))
	}
	return all
}

// verdicts counts the offsets of the answer's sentences as browsers do.
func verdicts(answer string, found []history.Verdict) []wire.Verdict {
	var all []wire.Verdict
	at, units := 0, 0 // the same place in bytes and in UTF-16
	place := func(to int) int {
		to = max(0, min(to, len(answer)))
		if to < at {
			at, units = 0, 0
		}
		units += utf16Length(answer[at:to])
		at = to
		return units
	}
	for _, v := range found {
		w := wire.Verdict{
			Start: place(v.Start), End: place(v.End), Verdict: string(v.Support),
			Citations: v.Citations, Reason: string(v.Reason),
		}
		for _, e := range v.Evidence {
			w.Evidence = append(w.Evidence, wire.Evidence{Source: e.Source, Start: e.Start,
				End: e.End})
		}
		all = append(all, w)
	}
	return all
}
