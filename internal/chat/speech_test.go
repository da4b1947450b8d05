package chat_test

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/chat"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/turn"
)

func TestAnswersAreReadAloudAfterTheyAreLogged(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.model(llm.Say("연차는 **15일**이에요 [1]."))
	voice := &speech.Fake{}
	b.config.Speech, b.config.Defaults.Speech = voice, true
	r := b.question("연차 휴가는 며칠인가요?")
	w := &chat.Buffer{}
	w.OnSpeech = func(path string) {
		if _, err := b.history.ByRequest(t.Context(), r.User, r.RequestID); err != nil {
			t.Errorf("%s came before the log: %v", path, err)
		}
	}
	if err := b.service().Run(t.Context(), r, w); err != nil {
		t.Fatal(err)
	}
	if got := voice.Spoken(); len(got) != 1 || got[0] != "연차는 15일이에요." {
		t.Errorf("spoken %q", got)
	}
	if w.Recording != "/speech/"+r.RequestID || len(w.Notices) != 0 {
		t.Errorf("%q, %+v", w.Recording, w.Notices)
	}
	if _, err := b.blobs.Stat(t.Context(), chat.SpeechBlob(r.User, r.RequestID)); err != nil {
		t.Error(err)
	}
	b.lacks(w.Text(), "/speech/")
}

// A recording is as private as its answer: only its user and request lead to it.
func TestEveryAnswerHasARecordingOfItsOwn(t *testing.T) {
	seen := map[string]string{}
	for _, of := range [][2]string{{"kim", "r1"}, {"lee", "r1"}, {"kim", "r2"}, {"kimr", "1"}, {"ki", "mr1"}} {
		blob := chat.SpeechBlob(history.User(of[0]), of[1])
		if other, taken := seen[blob]; taken {
			t.Errorf("%q and %q share a recording", of, other)
		}
		seen[blob] = of[0] + " " + of[1]
	}
}

func TestAVoiceThatHangsHoldsTheTurnUpForAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.model(llm.Say("네"))
		b.config.Defaults.Speech = true
		b.config.Speech = hanging{}
		began := time.Now()
		w, c := b.run(b.talk("normal", "안녕"))
		if took := time.Since(began); took != time.Minute || c.Outcome != "completed" ||
			len(w.Notices) != 1 || w.Notices[0].Code != "speech_unavailable" {
			t.Errorf("after %v: %+v %+v", took, w.Notices, c)
		}
	})
}

// hanging is a voice that never answers.
type hanging struct{}

func (hanging) Speak(ctx context.Context, _, _ string) (speech.Audio, error) {
	<-ctx.Done()
	return speech.Audio{}, ctx.Err()
}

// Whoever reloads, or sends a request again, hears the recording that is there:
// providers charge for each one.
func TestAnAnswerIsSynthesizedOnce(t *testing.T) {
	b := newBench(t)
	b.model(llm.Say("네, 그래요."))
	voice := &speech.Fake{}
	b.config.Speech, b.config.Defaults.Speech = voice, true
	r := b.talk("normal", "안녕")
	for range 3 {
		w, _ := b.run(r)
		if w.Recording != "/speech/"+r.RequestID || w.Text() != "네, 그래요." || len(w.Notices) != 0 {
			t.Errorf("%q, %q, %+v", w.Recording, w.Text(), w.Notices)
		}
	}
	if got := voice.Spoken(); len(got) != 1 {
		t.Errorf("spoken %q", got)
	}
	b.run(b.talk("normal", "안녕")) // another answer has a recording of its own
	if got := voice.Spoken(); len(got) != 2 {
		t.Errorf("spoken %q", got)
	}
}

func TestAnAnswerThatALostAttemptLoggedIsStillRead(t *testing.T) {
	b := newBench(t)
	b.model(llm.Say("네"))
	b.config.Speech = &speech.Fake{}
	r := b.talk("normal", "안녕")
	b.run(r) // without a voice
	on := true
	if _, err := b.settings.Put(t.Context(), "kim", settings.Settings{Speech: &on}); err != nil {
		t.Fatal(err)
	}
	if w, _ := b.run(r); w.Recording != "/speech/"+r.RequestID {
		t.Errorf("%q %+v", w.Recording, w.Notices)
	}
}

func TestTablesCodeAndListsAreSpokenSensibly(t *testing.T) {
	b := newBench(t)
	b.leave()
	b.model(llm.Say("연차는 [1] 이래요.\n\n| 이름 | 날 |\n|---|---|\n| 연차 | 15 [1] |\n\n```go\nfunc main() {}\n```\n" +
		"- **연차** 15일 [1]\n  - [규정](https://a.example)을 보세요"))
	voice := &speech.Fake{}
	b.config.Speech, b.config.Defaults.Speech = voice, true
	b.run(b.question("연차 휴가는 며칠인가요?"))
	want := "연차는 이래요.\n표는 화면에서 확인해 주세요.\n코드는 화면에서 확인해 주세요.\n연차 15일.\n규정을 보세요."
	if got := strings.Join(voice.Spoken(), "\n"); got != want {
		t.Errorf("%q, want\n%q", got, want)
	}
}

func TestTheTranslationOfAnEnglishAnswerIsSpoken(t *testing.T) {
	for _, answer := range []string{"Hello!",
		"The travel expenses are paid by the finance team (재무팀) within seven days."} {
		b := newBench(t)
		b.model(llm.Say(answer), llm.Say("<result>안녕하세요!</result>"))
		voice := &speech.Fake{}
		b.config.Speech, b.config.Defaults.Speech = voice, true
		w, c := b.run(b.talk("normal", "Say hello"))
		if w.Text() != answer || w.Translated != "안녕하세요!" || c.Translation != "안녕하세요!" ||
			strings.Join(voice.Spoken(), "") != "안녕하세요!" {
			t.Errorf("%q %q %q", w.Text(), c.Translation, voice.Spoken())
		}
	}
}

func TestASilentVoiceCostsNothingElse(t *testing.T) {
	b := newBench(t)
	b.model(llm.Say("네"))
	b.config.Defaults.Speech = true
	b.config.Speech = &speech.Fake{Err: func(string,
		string) error {
		return fault.Newf(fault.Throttled, "quota")
	}}
	w, c := b.run(b.talk("normal", "안녕"))
	if w.Text() != "네" || c.Outcome != "completed" || w.Notices[0].Code != "speech_unavailable" {
		t.Errorf("%+v %+v", w, c)
	}
}

func TestOnlyConversationAndAnswersFromDocumentsAreSpoken(t *testing.T) {
	b := newBench(t)
	b.model(llm.Say("네"))
	voice := &speech.Fake{}
	b.config.Speech, b.config.Defaults.Speech = voice, true
	b.run(b.talk("translation", "안녕"))
	if len(voice.Spoken()) != 0 {
		t.Errorf("%q", voice.Spoken())
	}
}

// TestReadingBeginsWithTheFirstSentence: it can be heard before the model has
// written the second one to its end, and each is synthesized once.
func TestReadingBeginsWithTheFirstSentence(t *testing.T) {
	b := newBench(t)
	heard := make(chan struct{})
	b.model(llm.Reply{Steps: []llm.Step{{Text: "첫 문장이에요. 둘째 "}, {Gate: heard},
		{Text: "문장이에요. 첫 문장이에요."}}})
	voice := &speech.Fake{}
	b.config.Speech, b.config.Defaults.Speech = voice, true
	r := b.talk("normal", "안녕")
	w := &chat.Buffer{}
	w.OnSpeechPart = func(n int, path string) {
		if n == 1 {
			if got := w.Text(); got != "첫 문장이에요. 둘째 " {
				t.Errorf("the first sentence comes after %q", got)
			}
			close(heard)
		}
	}
	if err := b.service().Run(t.Context(), r, w); err != nil {
		t.Fatal(err)
	}
	if got := voice.Spoken(); !slices.Equal(got, []string{"첫 문장이에요.", "둘째 문장이에요."}) {
		t.Errorf("synthesized %q", got)
	}
	if len(w.Parts) != 3 || w.Parts[0] != w.Parts[2] || w.Recording != "/speech/"+r.RequestID {
		t.Errorf("parts %q, recording %q", w.Parts, w.Recording)
	}
	whole := b.recording(chat.SpeechBlob(r.User, r.RequestID))
	var joined string
	for _, p := range w.Parts {
		joined += b.recording(chat.SpeechPartBlob(r.User, r.RequestID, path.Base(p)))
	}
	if whole == "" || whole != joined {
		t.Errorf("the recording has %d bytes, its sentences %d", len(whole), len(joined))
	}
}

func (b *bench) recording(key string) string {
	b.Helper()
	f, _, err := b.blobs.Get(b.Context(), key, blob.Range{})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		b.Fatal(err)
	}
	return string(data)
}

// TestASentenceThatIsWithdrawnIsReadAnew: a model that begins again elsewhere may
// write something else.
func TestASentenceThatIsWithdrawnIsReadAnew(t *testing.T) {
	b := newBench(t)
	heard := make(chan struct{})
	b.model(llm.Reply{Steps: []llm.Step{{Text: "틀린 문장이에요. 하나 더 "}, {Gate: heard}, {Restart: true},
		{Text: "맞는 문장이에요."}}})
	b.config.Speech, b.config.Defaults.Speech = &speech.Fake{}, true
	r := b.talk("normal", "안녕")
	w := &chat.Buffer{}
	var first sync.Once
	w.OnSpeechPart = func(int, string) { first.Do(func() { close(heard) }) }
	if err := b.service().Run(t.Context(), r, w); err != nil {
		t.Fatal(err)
	}
	if len(w.Parts) != 1 || b.recording(chat.SpeechBlob(r.User, r.RequestID)) !=
		b.recording(chat.SpeechPartBlob(r.User, r.RequestID, path.Base(w.Parts[0]))) {
		t.Errorf("parts %q", w.Parts)
	}
}

// TestTheNoteAboutAVoiceIsInTheLog, whether the voice fails while the answer is
// written or after it was logged, so that it is there after a reload.
func TestTheNoteAboutAVoiceIsInTheLog(t *testing.T) {
	for name, answer := range map[string]string{
		"while it is written": "첫 문장이에요. 둘째 문장이에요.\n셋째", "afterwards": "한 문장이에요.",
	} {
		b := newBench(t)
		b.model(llm.Say(answer))
		failed := make(chan struct{})
		if name != "afterwards" {
			b.model(llm.Reply{Steps: []llm.Step{{Text: answer}, {Gate: failed}, {Text: "이에요."}}})
		}
		asked := 0
		b.config.Defaults.Speech = true
		b.config.Speech = &speech.Fake{Err: func(string, string) error {
			if asked++; asked == 1 && name != "afterwards" {
				defer close(failed)
			}
			return fault.Newf(fault.Throttled, "quota")
		}}
		r := b.talk("normal", "안녕")
		w, c := b.run(r)
		if len(c.Notes) != 1 || c.Notes[0].Code != history.NoteSpeechUnavailable || len(w.Notices) != 1 ||
			asked != 1 || c.Outcome != history.Completed {
			t.Errorf("%s: the log has %+v, the reader %+v; asked %d times", name, c.Notes, w.Notices, asked)
		}
		if w, _ := b.run(r); len(w.Notices) != 1 || asked != 1 || w.Recording != "" {
			t.Errorf("%s: again: %+v, asked %d times", name, w.Notices, asked)
		}
	}
}

// A voice that failed while the answer was written is noted with it and is not
// asked again: the client shows no stage of reading.
func TestAVoiceThatFailedIsNotAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		failed := make(chan struct{})
		b.model(llm.Reply{Steps: []llm.Step{{Text: "첫 문장이에요. 둘째 문장이에요.\n셋째 "}, {Gate: failed},
			{Text: "문장이에요."}}})
		b.config.Defaults.Speech = true
		b.config.Speech = &speech.Fake{Err: func(string, string) error {
			return fault.Newf(fault.Throttled, "quota")
		}}
		go func() {
			synctest.Wait()
			close(failed)
		}()
		w, c := b.run(b.talk("normal", "안녕"))
		if len(c.Notes) != 1 || slices.ContainsFunc(w.Stages,
			func(e turn.StageEvent) bool { return e.Name == "speech" }) {
			t.Errorf("notes %+v, stages %+v", c.Notes, w.Stages)
		}
	})
}

// Who stops an answer hears no more of it, and need not be told that the voice
// had failed.
func TestAStoppedAnswerHasNoNoteAboutTheVoice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.model(llm.Hang("첫 문장이에요. 둘째 문장이에요.\n셋째 "))
		b.config.Defaults.Speech = true
		asked := make(chan struct{})
		b.config.Speech = &speech.Fake{Err: func(string, string) error {
			close(asked)
			return fault.Newf(fault.Throttled, "quota")
		}}
		s, log := b.served()
		r := b.talk("normal", "안녕")
		if _, err := s.Start(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		<-asked
		synctest.Wait()
		s.Stop(idOf(r))
		events(t, log, idOf(r))
		c, err := b.history.ByRequest(t.Context(), r.User, r.RequestID)
		if err != nil || c.Outcome != history.Stopped || len(c.Notes) != 0 {
			t.Errorf("%s with the notes %+v, %v", c.Outcome, c.Notes, err)
		}
	})
}

// TestAStoppedAnswerIsReadNoFurther, and nobody waits for the voice.
func TestAStoppedAnswerIsReadNoFurther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.model(llm.Hang("첫 문장이에요. 둘째 "))
		b.config.Speech, b.config.Defaults.Speech = hanging{}, true
		s, log := b.served()
		r := b.talk("normal", "안녕")
		if _, err := s.Start(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		began := time.Now()
		s.Stop(idOf(r))
		all := events(t, log, idOf(r))
		if last := all[len(all)-1]; last.Outcome != history.Stopped || time.Since(began) > time.Second {
			t.Errorf("%+v after %v", last, time.Since(began))
		}
	})
}
