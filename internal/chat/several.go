package chat

import (
	"context"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

var notAmongThem = fault.Text{
	Ko: "문서에서 찾지 못했어요.",
	En: "I found nothing about this in the documents.",
}

// quotedOfEach is the most sentences that are quoted for each thing of a list.
const quotedOfEach = 2

// leastOfThing is the share of a thing's name that a passage about it has at least. A name
// alone says too little to be judged as a question: 식비 is no 어린이집 급식비.
const leastOfThing = 0.35

// several answers a question that lists things, such as 주차장이랑 식대랑 회식비 알려줘, for each of
// them, and says of which the documents tell nothing. It reports whether it did: if
// nothing is found of any, the question is asked as a whole.
func (t *work) several(ctx context.Context, stores choice) (bool, error) {
	questions, things := relevance.Several(withoutPreamble(t.r.Body))
	var kept []retrieve.Passage
	found := make([][]relevance.Sentence, len(questions))
	e := t.extractor()
	for i, question := range questions {
		_, chosen, err := t.retrieve(ctx, stores, relevance.Question{Text: question})
		if err != nil {
			return false, err
		}
		chosen.kept = slices.DeleteFunc(chosen.kept, func(p retrieve.Passage) bool {
			text := strings.Join(append(slices.Clone(p.Headings), p.Title, p.Text), "\n")
			return relevance.Coverage(relevance.MainWords(things[i]), text) < leastOfThing
		})
		sentences := e.from.Extract(ctx, question, chosen.kept, quotedOfEach)
		for k, s := range sentences {
			p := chosen.kept[s.Passage]
			at := slices.IndexFunc(kept, func(o retrieve.Passage) bool {
				return o.Document == p.Document && o.Chunk == p.Chunk
			})
			if at < 0 {
				at, kept = len(kept), append(kept, p)
			}
			sentences[k].Passage = at
		}
		found[i] = sentences
	}
	if len(kept) == 0 {
		return false, nil
	}
	t.locator().locate(ctx, selection{kept: kept})
	t.citer().cite(ctx, selection{kept: kept})
	e.each(things, found, kept)
	return true, nil
}

// each answers with the sentences for each thing of a list below its name.
func (e extractor) each(things []string, found [][]relevance.Sentence, kept []retrieve.Passage) {
	defer e.rec.stage(turn.StageEvent{Name: "answer"})()
	e.noModel()
	for _, p := range kept {
		e.rec.call.Trace.Sizes.Context = addSize(e.rec.call.Trace.Sizes.Context, p.Text)
	}
	e.rec.firstToken()
	e.rec.label(extractiveLabel)
	var b strings.Builder
	var all []history.Verdict
	for i, thing := range things {
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString("**" + escape(thing) + "**\n\n")
		start := b.Len()
		if len(found[i]) == 0 {
			b.WriteString(e.rec.say(notAmongThem))
			all = append(all, history.Verdict{Start: start, End: b.Len(), Support: history.NoClaim})
			continue
		}
		text, verdicts := quoter{e.rec, len(e.rec.call.Sources) > 0}.quote(found[i], kept)
		b.WriteString(text)
		for _, v := range verdicts {
			v.Start, v.End = v.Start+start, v.End+start
			all = append(all, v)
		}
	}
	e.rec.w.Delta(b.String())
	e.rec.call.Verdicts = all
	e.rec.w.Verdicts(all)
}
