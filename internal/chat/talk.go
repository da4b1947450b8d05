package chat

import (
	"context"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
)

var needsModel = fault.Text{
	Ko: "이 방식으로 답하려면 언어 모델이 있어야 하는데, 아직 설정되어 있지 않아요. 터미널에서 `mundap doctor`를 실행하면 " +
		"이 컴퓨터에 있는 Ollama나 llama.cpp를 찾아 무엇을 설정하면 되는지 알려 드려요. OpenAI와 호환되는 주소라면 무엇이든 쓸 수 있어요. " +
		"모델이 없어도 ‘문서에서 답하기’는 쓸 수 있어요.",
	En: "This mode needs a language model, and none is configured yet. Run `mundap doctor` in a terminal: it finds Ollama or " +
		"llama.cpp on this computer and says what to set. Any OpenAI-compatible address will do. " +
		"Asking your documents works without a model.",
}

// needsModel answers for a mode that needs a model when none is configured.
func (t *record) needsModel() {
	t.w.Delta(t.say(needsModel))
	t.call.Memory = history.NoMemory
}

// talk answers in a mode without documents. The modes normal and funny remember
// earlier turns; the others do not.
func (t *work) talk(ctx context.Context) error {
	if t.model.model == nil {
		if chats := t.rec.call.Memory == history.ChatMemory; !chats ||
			!t.smallTalk().answer(ctx, t.r.Body) {
			t.rec.needsModel()
		}
		return nil
	}
	p := prompt.Conversation(t.rec.lang, t.r.ConvType, t.r.Body, prompt.NewFence())
	var past []llm.Message
	if t.rec.call.Memory == history.ChatMemory {
		calls, err := t.memory().recall(ctx, history.ChatMemory, chatWindow)
		if err != nil {
			return err
		}
		past = t.rec.dialogue(calls, t.model.inputBudget())
	}
	s := streamer{rec: t.rec, model: t.model}
	began, err := s.plain(ctx, p, past)
	if !began && len(past) > 0 && fault.Is(err, fault.TooLarge) {
		_, err = s.plain(ctx, p, nil) // without what was said before, which can go
	}
	if err != nil {
		return err
	}
	if t.r.ConvType == "normal" {
		return t.voice().translateAnswer(ctx)
	}
	return nil
}
