package chat

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/history"
	"github.com/mundap/mundap/internal/llm"
	"github.com/mundap/mundap/internal/prompt"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/turn"
)

// speechLimit is how long reading the answer aloud may take. The end of the
// turn waits for it.
const speechLimit = time.Minute

// SpeechPrefix is the prefix of spoken answers in the blob store.
const SpeechPrefix = "speech/"

// SpeechBlob is the blob key of a spoken answer: "speech/HASH.mp3".
func SpeechBlob(user history.User, requestID string) string {
	h := sha256.Sum256([]byte(string(user) + "\x00" + requestID))
	return SpeechPrefix + hex.EncodeToString(h[:16]) + ".mp3"
}

// SpeechPath is the path of the page that plays a spoken answer. It contains
// only the request id: whoever opens it gets their own SpeechBlob, and never
// another user's.
func SpeechPath(requestID string) string { return "/" + SpeechPrefix + url.PathEscape(requestID) }

// voice reads answers aloud.
type voice struct {
	rec    *record
	model  prompter
	r      Request
	on     bool // this turn's answer is to be read aloud
	speech speech.Synthesizer
	blobs  blob.Store
}

// voice reads aloud conversation and answers from documents, for users who have
// switched it on.
func (t *work) voice() voice {
	heard := t.kind == rag || t.kind == talk && t.r.ConvType == "normal"
	return voice{rec: t.rec, model: t.model, r: t.r, speech: t.s.Speech, blobs: t.s.Blobs,
		on: heard && t.switches.Speech && t.s.Speech != nil && t.s.Blobs != nil}
}

// translateAnswer translates an answer that is not Korean into Korean if it is going to be
// read aloud. The translation is what is spoken.
func (v voice) translateAnswer(ctx context.Context) error {
	answer := v.rec.w.Text()
	if !v.on || !foreign(answer) {
		return nil
	}
	defer v.rec.stage(turn.StageEvent{Name: "translate"})()
	text, err := v.model.complete(ctx, prompt.PassageTranslation(answer, prompt.NewFence()),
		llm.Translate, 0)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil || text == "":
		v.rec.logger.Warn("translating an answer", "error", err)
		return nil
	}
	v.rec.call.Translation = text
	v.rec.w.Translation(text)
	return nil
}

// speak reads the answer aloud once it is in the log, so the stage "speech"
// tells clients that the answer is complete. The event Speech gives the path of
// the page that plays it.
func (v voice) speak(ctx context.Context) {
	if !v.on {
		return
	}
	defer v.rec.stage(turn.StageEvent{Name: "speech"})()
	ctx, cancel := context.WithTimeout(ctx, speechLimit)
	defer cancel()
	if !v.recorded(ctx) {
		if err := v.synthesize(ctx); err != nil {
			v.rec.logger.Warn("reading an answer aloud", "error", err)
			v.rec.w.Notice(history.Note{Code: history.NoteSpeechUnavailable, Message: noSpeech})
			return
		}
	}
	v.rec.w.Speech(SpeechPath(v.r.RequestID))
}

var noSpeech = fault.Text{
	Ko: "답을 소리로 만들지 못했어요. 글은 그대로 볼 수 있어요.",
	En: "The answer could not be read aloud. Its text is complete.",
}

// recorded reports whether an earlier attempt at this turn has left a recording.
// Providers charge for each synthesis.
func (v voice) recorded(ctx context.Context) bool {
	_, err := v.blobs.Stat(ctx, v.key())
	return err == nil
}

func (v voice) key() string { return SpeechBlob(v.r.User, v.r.RequestID) }

// synthesize makes the recording and keeps it.
func (v voice) synthesize(ctx context.Context) error {
	text := v.rec.call.Translation
	if text == "" {
		text = v.rec.say(v.rec.call.Label) + "\n\n" + v.rec.call.Answer
	}
	audio, err := v.speech.Speak(ctx, spoken(text), "ko-KR")
	if err != nil {
		return err
	}
	_, err = v.blobs.Put(ctx, v.key(), bytes.NewReader(audio.Data),
		blob.PutOptions{ContentType: audio.ContentType})
	return err
}
