package chat

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/speech"
	"github.com/mundap/mundap/internal/turn"
)

// heard is a Sink that tells a reciter when there is more to read.
type heard struct {
	Sink
	language string        // in which the label is read
	grown    chan struct{} // cap 1

	mu    sync.Mutex
	label string
}

// Delta implements Sink.
func (h *heard) Delta(text string) {
	h.Sink.Delta(text)
	h.wake()
}

// Replace implements Sink.
func (h *heard) Replace(from int, text string) {
	h.Sink.Replace(from, text)
	h.wake()
}

// Label implements Sink.
func (h *heard) Label(l turn.LabelEvent) {
	h.mu.Lock()
	h.label = l.Text.In(h.language)
	h.mu.Unlock()
	h.Sink.Label(l)
}

func (h *heard) wake() {
	select {
	case h.grown <- struct{}{}:
	default:
	}
}

// heading is the label above the answer.
func (h *heard) heading() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.label
}

// reciter reads an answer aloud sentence by sentence, beginning while the answer
// is being written. Each sentence is synthesized once.
type reciter struct {
	voice
	sink *heard

	stop    context.CancelFunc
	written chan struct{} // closed when the answer is complete
	reading chan struct{} // closed when the goroutine has ended; if nil, there is none

	mu  sync.Mutex
	err error // of reading while the answer was being written

	// These belong to the goroutine until it has ended.
	parts []spokenPart
	kind  string // of audio
	upTo  string // how much of the answer was settled when it was last looked at
}

// spokenPart is a sentence with its recording.
type spokenPart struct {
	text  string
	audio []byte
}

// start begins to read. finish or abandon must be called.
func (r *reciter) start(ctx context.Context) {
	ctx, r.stop = context.WithCancel(ctx)
	r.written, r.reading = make(chan struct{}), make(chan struct{})
	go func() {
		defer close(r.reading)
		if err := r.follow(ctx); err != nil && ctx.Err() == nil {
			r.mu.Lock()
			r.err = err
			r.mu.Unlock()
		}
	}()
}

// follow reads sentences as they are completed, until the answer is written, ctx
// ends or a sentence can't be read.
func (r *reciter) follow(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-r.written:
			return nil
		case <-r.sink.grown:
		}
		if err := r.catchUp(ctx); err != nil {
			return err
		}
	}
}

// catchUp reads the sentences that are complete and have not been read.
func (r *reciter) catchUp(ctx context.Context) error {
	for {
		answer := r.sink.Text()
		answer = answer[:settled(answer)]
		if answer == r.upTo || foreign(answer) { // then its translation will be read
			return nil
		}
		all := sentences(r.sink.heading() + "\n\n" + answer)
		n := r.same(all)
		if n == len(all) {
			r.upTo = answer
			return nil
		}
		if err := r.read(ctx, n, all[n]); err != nil || r.complete() {
			return err
		}
	}
}

// complete reports whether the answer is written.
func (r *reciter) complete() bool {
	select {
	case <-r.written:
		return true
	default:
		return false
	}
}

// same returns how many sentences at the beginning of a list have been read.
func (r *reciter) same(all []string) int {
	for i, p := range r.parts {
		if i == len(all) || all[i] != p.text {
			return i
		}
	}
	return len(r.parts)
}

// read reads one sentence, which takes the place of sentence n, from 0, and of
// those after it.
func (r *reciter) read(ctx context.Context, n int, text string) error {
	part := digest(text)
	a, err := r.kept(ctx, part, text)
	if err != nil {
		return fmt.Errorf("reading sentence %d: %w", n+1, err)
	}
	r.kind = cmp.Or(a.ContentType, r.kind)
	r.parts = append(r.parts[:n], spokenPart{text, a.Data})
	r.rec.w.SpeechPart(n+1, SpeechPath(r.r.RequestID)+"/"+part)
	return nil
}

// kept is the recording of a sentence. If it does not exist yet, it is made and
// stored.
func (r *reciter) kept(ctx context.Context, part, text string) (speech.Audio, error) {
	for _, p := range r.parts { // said twice
		if p.text == text {
			return speech.Audio{ContentType: r.kind, Data: p.audio}, nil
		}
	}
	key := SpeechPartBlob(r.r.User, r.r.RequestID, part)
	if f, info, err := r.blobs.Get(ctx, key, blob.Range{}); err == nil {
		defer f.Close()
		data, err := io.ReadAll(f)
		return speech.Audio{ContentType: info.ContentType, Data: data}, err
	}
	a, err := r.speech.Speak(ctx, text, "ko-KR")
	if err != nil {
		return a, err
	}
	_, err = r.blobs.Put(ctx, key, bytes.NewReader(a.Data), blob.PutOptions{ContentType: a.ContentType})
	return a, err
}

// failed is the error with which reading has ended; nil on a nil reciter.
func (r *reciter) failed() error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// abandon stops reading and waits until it has ended. It does nothing if it has
// ended already.
func (r *reciter) abandon() {
	if r != nil && r.reading != nil {
		r.stop()
		<-r.reading
	}
}

// finish reads what is left of the complete list of sentences. A sentence that is
// being read is read to its end.
func (r *reciter) finish(ctx context.Context, all []string) error {
	if r.reading != nil {
		defer context.AfterFunc(ctx, r.stop)()
		close(r.written)
		<-r.reading
	}
	if err := cmp.Or(r.failed(), ctx.Err()); err != nil {
		return err
	}
	for n := r.same(all); n < len(all); n++ {
		if err := r.read(ctx, n, all[n]); err != nil {
			return err
		}
	}
	if len(r.parts) > len(all) {
		r.parts = r.parts[:len(all)]
		r.rec.w.SpeechPart(len(all)+1, "")
	}
	if len(all) == 0 {
		return fault.Newf(fault.Invalid, "nothing to say")
	}
	return nil
}

// recording is the recording of all sentences: the frames of MP3 join without a
// seam.
func (r *reciter) recording() []byte {
	var all bytes.Buffer
	for p := range slices.Values(r.parts) {
		all.Write(p.audio)
	}
	return all.Bytes()
}
