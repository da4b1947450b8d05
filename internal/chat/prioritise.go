package chat

import (
	"context"

	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/relevance"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/turn"
)

// selection is what remains of the passages that were found, best first.
type selection struct {
	kept    []retrieve.Passage // they may answer the question
	related []retrieve.Passage // they don't, but nothing comes nearer; only where none is kept
	// doubtful: none is kept, but a related one comes so near to answering that a model
	// had better read it
	doubtful bool
	// noSubject: no word of the question says what it is about
	noSubject bool
}

// mostRelated is how many related passages are shown at most.
const mostRelated = 3

// selector chooses the passages that are worth a place in the prompt.
type selector struct {
	rec   *record
	judge *relevance.Judge
	most  int  // passages to keep
	room  int  // tokens that they may take
	asIs  bool // what was found is not judged
}

func (t *work) selector() selector {
	return selector{rec: t.rec, judge: t.s.judge.Load(), most: t.s.Passages,
		room: t.model.passageBudget(), asIs: t.s.Method == RetrievalQA && t.kind == rag}
}

// prioritise keeps the passages that may answer the question, up to the number
// that is configured and the size of the context.
func (s selector) prioritise(ctx context.Context, q relevance.Question,
	found []retrieve.Passage) (selection, error) {
	if len(found) == 0 {
		return selection{}, nil
	}
	if s.asIs {
		return selection{kept: s.fit(found[:min(len(found), s.most)])}, nil
	}
	defer s.rec.stage(turn.StageEvent{Name: "select"})()
	judged, err := s.judge.Judge(ctx, q, found)
	if err != nil {
		return selection{}, err
	}
	if judged.Embedder != nil {
		s.rec.doWithout("embedder", judged.Embedder)
	}
	out := selection{kept: s.fit(judged.Answers(s.most)), noSubject: judged.NoSubject}
	if len(out.kept) == 0 {
		out.related = s.fit(judged.Related(min(mostRelated, s.most)))
		out.doubtful = judged.Doubtful && len(out.related) > 0
	}
	trace := &s.rec.call.Trace
	trace.Kept, trace.Dropped = len(out.kept), trace.Dropped+len(found)-len(out.kept)
	s.rec.w.Stage(turn.StageEvent{Name: "select", Passages: len(out.kept)})
	return out, nil
}

// passageOverhead is how many tokens a prompt spends on a passage beside its
// text: its number, title, headings and page.
const passageOverhead = 40

// fit keeps as many of the first passages as there is room for, but at least
// one.
func (s selector) fit(passages []retrieve.Passage) []retrieve.Passage {
	room := s.room
	for i, p := range passages {
		if room -= llm.Tokens(promptText(p)) + passageOverhead; room < 0 && i > 0 {
			return passages[:i]
		}
	}
	return passages
}

// promptText is the text of a passage as the model reads it: for code, the
// summary and the code itself; for a translated passage, the translation.
func promptText(p retrieve.Passage) string {
	switch {
	case p.Kind == document.Code && p.Original != "":
		return p.Text + "\n" + p.Original
	case p.Translation != "":
		return p.Translation
	}
	return p.Text
}
