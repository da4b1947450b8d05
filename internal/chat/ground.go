package chat

import (
	"context"
	"regexp"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/relevance"
)

// generalKnowledge follows the reason when the model answers without any
// passage.
var generalKnowledge = fault.Text{
	Ko: " 아래는 문서에 없는 일반 지식이에요.",
	En: " What follows is general knowledge.",
}

// grounder has the model answer from passages.
type grounder struct {
	rec        *record
	model      prompter
	unanswered unanswered
	references bool // the answer names its sources
	// restricted reports whether a question is about documents that the asker chose.
	restricted bool
}

func (t *work) grounder() grounder {
	return grounder{t.rec, t.model, t.unanswered(), t.switches.References,
		len(t.r.Documents) > 0 && remarkIn(t.r.Body) == noRemark && !ofLastAnswer.MatchString(t.r.Body)}
}

// ofLastAnswer matches a request for the last answer in other words.
var ofLastAnswer = regexp.MustCompile(`^(?:방금|아까|앞의|위의|위|지금|그|이)? ?(?:답변?|말|설명|내용|것|거)?(?:을|를|은|는|한)? ?` +
	`(?:(?:더|좀|조금) ?(?:짧|길|쉽|간단|자세|친절|정중)|(?:영어|한국어|일본어|중국어|표|목록|존댓말|반말)로 (?:다시|말|설명|써|정리|답|번역|바꿔|보여|알려)|다시 ?(?:말|설명|써|정리|답))`)

// ground answers from the passages that were chosen. Without any, it says so first, and
// the model may add what is generally known. If it is doubtful whether passages answer,
// or if the asker chose their documents, the model reads the related ones: unless they
// support what it then writes, they stay related ones, and the answer says that the
// documents do not confirm it. Of chosen documents without any, only that is said. began reports whether the
// model wrote anything. check, which is nil without passages, has judged what it wrote.
func (g grounder) ground(ctx context.Context, q relevance.Question, past []history.Call,
	chosen selection) (check *checker, began bool, err error) {
	var before []llm.Message
	if g.model.chain {
		before = g.rec.dialogue(past, g.model.inputBudget()/4)
	}
	kept := chosen.kept
	if (chosen.doubtful || g.restricted) && len(kept) == 0 {
		kept = chosen.related
	}
	if len(kept) == 0 && g.restricted {
		g.rec.w.Delta(g.rec.say(g.unanswered.why(ctx)))
		return nil, true, nil
	}
	if len(kept) == 0 {
		why := g.unanswered.why(ctx)
		g.rec.label(fault.Text{Ko: why.Ko + generalKnowledge.Ko, En: why.En + generalKnowledge.En})
		began, err = streamer{rec: g.rec, model: g.model}.stream(ctx,
			prompt.General(g.rec.lang, q.Text), before, &citations{})
		return nil, began, err
	}
	check = newChecker(g.rec, q.Text, kept)
	check.doubtful = len(chosen.kept) == 0
	began, err = streamer{g.rec, g.model, check}.fromPassages(ctx, before, kept,
		func(passages []prompt.Passage) prompt.Prompt {
			return prompt.Grounded(g.rec.lang, q.Text, passages, g.references, prompt.NewFence())
		})
	return check, began, err
}
