// Package llm is the contract of language models. A [Model] receives a
// [Request] and streams [Chunk]s of text with their usage. Its errors are
// classified. The packages openai and aws/bedrock implement it, package
// llm/pool distributes requests over many models, and [Fake] is for tests.
package llm

import (
	"context"
	"iter"
	"time"
)

// Role is who said a message.
type Role string

const (
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is one entry of a dialogue. Its text is plain; nothing in it is
// trusted as an instruction by Mundap.
type Message struct {
	Role Role
	Text string
}

// Purpose says what a request is for. A pool queues interactive purposes before
// background ones and may have other profiles and limits for each.
type Purpose string

const (
	Answer    Purpose = "answer"    // somebody is reading along
	Revise    Purpose = "revise"    // a question made standalone: somebody waits
	Translate Purpose = "translate" // part of a turn, many at once
	Summarise Purpose = "summarise" // background
)

// Interactive reports whether somebody is waiting for this very output.
func (p Purpose) Interactive() bool { return p == "" || p == Answer || p == Revise }

// Request is one call of a model. The zero value of each option means the
// model's or the provider's default.
type Request struct {
	System string
	// alternating, the last one from User; or from Assistant: a beginning for
	// the model to continue (prefill)
	Messages  []Message
	MaxTokens int // most tokens of output; 0 means the model's maximum
	// Temperature is 0–1 for most providers; nil means the provider's default.
	Temperature *float64
	Stop        []string

	Purpose      Purpose
	User         string // whose request it is: fairness; never sent to the provider
	Conversation string // affinity to a region whose prompt cache is warm; never sent
	// Deadline is when an answer that has not begun is of no use any more;
	// zero: only the context bounds it.
	Deadline time.Time
}

// Usage counts tokens as the provider reported them. Input includes what came
// from or went to a prompt cache.
type Usage struct {
	Input      int `json:"input"`
	Output     int `json:"output"`
	CacheRead  int `json:"cache_read,omitempty"`
	CacheWrite int `json:"cache_write,omitempty"`
	// Estimated is set where the provider reported nothing and the counts are Tokens' estimates.
	Estimated bool `json:"estimated,omitempty"`
}

// Add is the sum of two usages.
func (u Usage) Add(v Usage) Usage {
	return Usage{u.Input + v.Input, u.Output + v.Output, u.CacheRead + v.CacheRead,
		u.CacheWrite + v.CacheWrite, u.Estimated || v.Estimated}
}

// FinishReason says why a stream ended, if it did not end with an error.
type FinishReason string

const (
	Stop   FinishReason = "stop"   // the model was done, or met a stop sequence
	Length FinishReason = "length" // MaxTokens or the context window ended it: the text is cut
)

// Chunk is a part of a stream.
type Chunk struct {
	// Restart voids all text of this stream so far: another model began anew
	// (see llm/pool). Text of the same chunk counts.
	Restart bool
	Text    string // the next piece; may be ""
	// Finish is set on the last chunk of a complete stream, and only there.
	Finish *Finish
}

// Finish ends a complete stream.
type Finish struct {
	Reason FinishReason
	Usage  Usage
	Route  Route
}

// Route says who answered, for the debug message and "why this answer?".
type Route struct {
	Profile string    `json:"profile,omitempty"` // name of the pool's profile
	Region  string    `json:"region,omitempty"`
	Model   string    `json:"model,omitempty"`
	Why     string    `json:"why,omitempty"`   // in a few words, why this profile was chosen
	Tried   []Attempt `json:"tried,omitempty"` // earlier tries that did not give the answer
}

// Attempt is a try at a profile that did not give the answer.
type Attempt struct {
	Profile string        `json:"profile"`
	Error   string        `json:"error"` // kind of fault: "throttled", "timeout", …; "hedged" for the slower of two
	After   time.Duration `json:"after"`
}

// Model answers requests.
type Model interface {
	// Stream asks the model and yields its answer piece by piece as it arrives.
	// Nothing happens before the sequence is ranged over, once. It ends either
	// with a chunk whose Finish is set, or with exactly one error, after which
	// nothing comes; text that came before an error stands. Breaking off the
	// range, or the end of ctx, stops the upstream request at once and frees
	// what it held; the end of ctx yields its error (fault.Canceled or
	// fault.Timeout).
	//
	// Errors are classified by fault: Throttled (with RetryAfter where known),
	// Overloaded, Unavailable (unreachable, or the stream broke before its end:
	// a stream without a proper end is never a complete answer), Timeout,
	// Refused, TooLarge (the input exceeds the context window), Invalid,
	// Forbidden, NotFound (no such model), NotConfigured.
	Stream(ctx context.Context, r Request) iter.Seq2[Chunk, error]
	// Info describes the model for lists and limits.
	Info() Info
}

// Info describes a model.
type Info struct {
	Name          string // as shown to a user: "gpt-4o-mini", "claude-haiku · us-west-2"
	Profiles      []string
	ContextTokens int // 0: unknown
	MaxOutput     int // most tokens of output; 0 if unknown
}

// Collect ranges over a stream and returns its whole text. On error the text
// that came so far is returned beside it.
func Collect(seq iter.Seq2[Chunk, error]) (string, Finish, error) {
	var text []byte
	var finish Finish
	for c, err := range seq {
		if err != nil {
			return string(text), finish, err
		}
		if c.Restart {
			text = text[:0]
		}
		text = append(text, c.Text...)
		if c.Finish != nil {
			finish = *c.Finish
		}
	}
	return string(text), finish, nil
}
