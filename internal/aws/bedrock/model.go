package bedrock

import (
	"context"
	"iter"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/schemas"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/aws/smithy-go/transport/http/protocol/restjson1"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// Options describe a model.
type Options struct {
	Region string // where it is called; "" is the configuration's
	Model  string // a model's id, or an inference profile's id or ARN
	Name   string // as shown to users; "" is MODEL · REGION

	MaxOutput     int // most tokens of output; 0 if unknown
	ContextTokens int // 0: unknown
	// Whole asks for the answer in one piece (Converse), for models that can't stream.
	Whole bool
	// Cache marks the system text and the dialogue so far for the prompt cache,
	// and says how long they stay there: "5m" or "1h". "" marks nothing. Only
	// some models accept that.
	Cache string
	// Tiers are service tiers by purpose ("flex", "priority"); see [Options.tier].
	// Only some models accept that.
	Tiers map[llm.Purpose]string
	// Endpoint replaces the region's own, for tests and private endpoints.
	Endpoint string
}

// Model is a model on Bedrock. It is safe for concurrent use.
type Model struct {
	client  *bedrockruntime.Client
	options Options
}

// New makes a model. It calls nothing before the first request, and ignores the
// configuration's retries.
func New(cfg aws.Config, o Options) *Model {
	if o.Name == "" {
		o.Name = o.Model
		if region := first(o.Region, cfg.Region); region != "" {
			o.Name += " · " + region
		}
	}
	return &Model{client: client(cfg, o.Region, o.Endpoint), options: o}
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func client(cfg aws.Config, region, endpoint string) *bedrockruntime.Client {
	return bedrockruntime.NewFromConfig(cfg, func(o *bedrockruntime.Options) {
		o.Retryer = aws.NopRetryer{}
		o.Region = first(region, o.Region)
		if endpoint != "" {
			o.BaseEndpoint = &endpoint
		}
	})
}

// ownDecoder gives a call an event-stream decoder of its own. Those of a
// client's calls share one otherwise, without a lock (smithy-go v1.28.8): a
// data race between streams that run side by side.
func ownDecoder(o *bedrockruntime.Options) {
	o.Protocol = restjson1.New(schemas.AmazonBedrockFrontendService)
}

// Info describes the model.
func (m *Model) Info() llm.Info {
	return llm.Info{Name: m.options.Name, ContextTokens: m.options.ContextTokens,
		MaxOutput: m.options.MaxOutput}
}

// Stream asks the model. See llm.Model.
func (m *Model) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	return func(yield func(llm.Chunk, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(llm.Chunk{}, classify(ctx, err))
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		if m.options.Whole {
			m.whole(ctx, r, yield)
			return
		}
		m.stream(ctx, r, yield)
	}
}

func (m *Model) stream(ctx context.Context, r llm.Request, yield func(llm.Chunk, error) bool) {
	out, err := m.client.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{
		ModelId: &m.options.Model, Messages: m.messages(r), System: m.system(r),
		InferenceConfig: inference(r), ServiceTier: m.options.tier(r.Purpose),
	}, ownDecoder)
	if err != nil {
		yield(llm.Chunk{}, classify(ctx, err))
		return
	}
	s := out.GetStream()
	defer s.Close()
	a := answer{request: r}
	for {
		select {
		case <-ctx.Done():
			yield(llm.Chunk{}, classify(ctx, ctx.Err()))
			return
		case e, ok := <-s.Events():
			if !ok {
				c, err := a.end(ctx, s.Err())
				yield(c, err)
				return
			}
			if text := a.take(e); text != "" && !yield(llm.Chunk{Text: text}, nil) {
				return
			}
			if a.complete() {
				c, err := a.end(ctx, nil)
				yield(c, err)
				return
			}
		}
	}
}

// answer collects what a stream reports apart from its text.
type answer struct {
	request llm.Request
	stop    types.StopReason
	usage   *types.TokenUsage
	said    int // estimated tokens
}

// take processes an event and returns its text.
func (a *answer) take(e types.ConverseStreamOutput) string {
	switch v := e.(type) {
	case *types.ConverseStreamOutputMemberContentBlockDelta:
		if d, ok := v.Value.Delta.(*types.ContentBlockDeltaMemberText); ok {
			a.said += llm.Tokens(d.Value)
			return valid(d.Value)
		}
	case *types.ConverseStreamOutputMemberMessageStop:
		a.stop = v.Value.StopReason
	case *types.ConverseStreamOutputMemberMetadata:
		a.usage = v.Value.Usage
	}
	return ""
}

// valid guards against a text that was cut within a character.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// complete reports whether the answer is complete: the metadata come after the
// end of the message.
func (a *answer) complete() bool { return a.stop != "" && a.usage != nil }

func (a *answer) end(ctx context.Context, err error) (llm.Chunk, error) {
	switch {
	case ctx.Err() != nil:
		return llm.Chunk{}, classify(ctx, ctx.Err())
	case err != nil:
		return llm.Chunk{}, classify(ctx, err)
	case a.stop == "":
		return llm.Chunk{}, fault.Newf(fault.Unavailable,
			"bedrock: the stream broke before its end")
	}
	reason, err := finishReason(a.stop)
	if err != nil {
		return llm.Chunk{}, err
	}
	f := &llm.Finish{Reason: reason, Usage: usage(a.usage)}
	if a.usage == nil {
		f.Usage = llm.Usage{Input: llm.InputTokens(a.request), Output: a.said, Estimated: true}
	}
	return llm.Chunk{Finish: f}, nil
}

func (m *Model) whole(ctx context.Context, r llm.Request, yield func(llm.Chunk, error) bool) {
	out, err := m.client.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: &m.options.Model, Messages: m.messages(r), System: m.system(r),
		InferenceConfig: inference(r), ServiceTier: m.options.tier(r.Purpose),
	})
	if err != nil {
		yield(llm.Chunk{}, classify(ctx, err))
		return
	}
	text := ""
	if msg, ok := out.Output.(*types.ConverseOutputMemberMessage); ok {
		for _, b := range msg.Value.Content {
			if t, ok := b.(*types.ContentBlockMemberText); ok {
				text += t.Value
			}
		}
	}
	a := answer{request: r, stop: out.StopReason, usage: out.Usage, said: llm.Tokens(text)}
	end, err := a.end(ctx, nil)
	if text != "" && !yield(llm.Chunk{Text: valid(text)}, nil) {
		return
	}
	yield(end, err)
}

func usage(u *types.TokenUsage) llm.Usage {
	if u == nil {
		return llm.Usage{}
	}
	read, write := int(aws.ToInt32(u.CacheReadInputTokens)),
		int(aws.ToInt32(u.CacheWriteInputTokens))
	return llm.Usage{ // Bedrock's inputTokens are those beside the cache
		Input:     int(aws.ToInt32(u.InputTokens)) + read + write,
		Output:    int(aws.ToInt32(u.OutputTokens)),
		CacheRead: read, CacheWrite: write,
	}
}

func finishReason(s types.StopReason) (llm.FinishReason, error) {
	switch s {
	case types.StopReasonMaxTokens, types.StopReasonModelContextWindowExceeded:
		return llm.Length, nil
	case types.StopReasonGuardrailIntervened, types.StopReasonContentFiltered:
		return "", fault.Newf(fault.Refused, "bedrock: stopped by %s", s)
	case types.StopReasonMalformedModelOutput, types.StopReasonMalformedToolUse:
		return "", fault.Newf(fault.Unavailable, "bedrock: stopped by %s", s)
	}
	return llm.Stop, nil
}
