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
	return SpeechBlobs(user, requestID) + speechSuffix
}

// SpeechBlobs is the prefix of the blob keys of a spoken answer and of its
// sentences: "speech/HASH".
func SpeechBlobs(user history.User, requestID string) string {
	return SpeechPrefix + digest(string(user)+"\x00"+requestID)
}

// SpeechPartBlob is the blob key of one sentence of a spoken answer. part is the
// last element of its path; see SpeechPath.
func SpeechPartBlob(user history.User, requestID, part string) string {
	return SpeechBlobs(user, requestID) + "/" + part + speechSuffix
}

const speechSuffix = ".mp3"

func digest(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:16])
}

// SpeechPath is the path of the page that plays a spoken answer. It contains
// only the request id: whoever opens it gets their own SpeechBlob, and never
// another user's. The paths of single sentences are below it.
func SpeechPath(requestID string) string { return "/" + SpeechPrefix + url.PathEscape(requestID) }

// voice reads answers aloud.
type voice struct {
	rec    *record
	model  prompter
	r      Request
	on     bool // this turn's answer is to be read aloud
	speech speech.Synthesizer
	blobs  blob.Store
	calls  history.Store
	aloud  *reciter // reads while the answer is being written; if nil, nothing does
}

// voice reads aloud conversation and answers from documents, for users who have
// switched it on.
func (t *work) voice() voice {
	heard := t.kind == rag || t.kind == talk && t.r.ConvType == "normal"
	return voice{rec: t.rec, model: t.model, r: t.r, speech: t.s.Speech, blobs: t.s.Blobs,
		calls: t.s.History, aloud: t.aloud,
		on: heard && t.switches.Speech && t.s.Speech != nil && t.s.Blobs != nil}
}

// translateAnswer translates an answer that is not Korean into Korean if it is
// going to be read aloud. The translation is what is spoken.
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

// begin starts to read aloud an answer that is about to be written. It does
// nothing if the answer is not to be read.
func (v voice) begin(ctx context.Context) *reciter {
	if !v.on {
		return nil
	}
	w := &heard{Sink: v.rec.w, language: string(v.rec.lang), grown: make(chan struct{}, 1)}
	v.rec.w = w
	r := &reciter{voice: v, sink: w}
	r.start(ctx)
	return r
}

// noteFailure puts a note beside the answer if reading it has failed so far. Call
// it before the answer is logged, so that the note is in the log.
func (v voice) noteFailure() {
	if err := v.aloud.failed(); err != nil {
		v.rec.logger.Warn("reading an answer aloud", "error", err)
		v.rec.note(history.NoteSpeechUnavailable, noSpeech)
	}
}

// speak reads the rest of the answer aloud once it is in the log, so the stage
// "speech" tells clients that the answer is complete. The event Speech gives the
// path of the page that plays all of it.
func (v voice) speak(ctx context.Context) {
	if !v.on || v.silent() {
		return
	}
	defer v.rec.stage(turn.StageEvent{Name: "speech"})()
	ctx, cancel := context.WithTimeout(ctx, speechLimit)
	defer cancel()
	if !v.recorded(ctx) {
		if err := v.synthesize(ctx); err != nil {
			v.rec.logger.Warn("reading an answer aloud", "error", err)
			v.noteLate(context.WithoutCancel(ctx))
			return
		}
	}
	v.rec.w.Speech(SpeechPath(v.r.RequestID))
}

// silent reports whether a note says already that the answer can't be read aloud.
func (v voice) silent() bool {
	for _, n := range v.rec.call.Notes {
		if n.Code == history.NoteSpeechUnavailable {
			return true
		}
	}
	return false
}

// noteLate adds the note to the answer in the log.
func (v voice) noteLate(ctx context.Context) {
	n := history.Note{Code: history.NoteSpeechUnavailable, Message: noSpeech}
	ctx, cancel := context.WithTimeout(ctx, closing)
	defer cancel()
	if err := v.calls.AddNote(ctx, v.r.User, v.r.RequestID, n); err != nil {
		v.rec.logger.Warn("noting that an answer was not read aloud", "error", err)
	}
	v.rec.w.Notice(n)
}

var noSpeech = fault.Text{
	Ko: "답변을 음성으로 만들지 못했어요. 글은 그대로 볼 수 있어요.",
	En: "The answer could not be read aloud. Its text is complete.",
}

// recorded reports whether an earlier attempt at this turn has left a recording.
// Providers charge for each synthesis.
func (v voice) recorded(ctx context.Context) bool {
	_, err := v.blobs.Stat(ctx, v.key())
	return err == nil
}

func (v voice) key() string { return SpeechBlob(v.r.User, v.r.RequestID) }

// synthesize reads what has not been read yet and keeps the recording of the
// whole: the sentences' recordings, one after the other.
func (v voice) synthesize(ctx context.Context) error {
	text := v.rec.call.Translation
	if text == "" {
		text = v.rec.say(v.rec.call.Label) + "\n\n" + v.rec.call.Answer
	}
	r := v.aloud
	if r == nil { // the answer was written by an earlier attempt
		r = &reciter{voice: v}
	}
	if err := r.finish(ctx, sentences(text)); err != nil {
		return err
	}
	_, err := v.blobs.Put(ctx, v.key(), bytes.NewReader(r.recording()),
		blob.PutOptions{ContentType: r.kind})
	return err
}
