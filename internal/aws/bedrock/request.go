package bedrock

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/mundap/mundap/internal/llm"
)

// cachePoint marks the end of what is cached. A point without a lifetime means
// five minutes. Models that support no other lifetime refuse an explicit one.
func (o Options) cachePoint() types.CachePointBlock {
	p := types.CachePointBlock{Type: types.CachePointTypeDefault}
	if ttl := types.CacheTTL(o.Cache); ttl != types.CacheTTLFiveMinutes {
		p.Ttl = ttl
	}
	return p
}

// tier is the service tier of a purpose; nil means the standard one. A request
// without a purpose is an answer, and so is a question that is made standalone.
func (o Options) tier(p llm.Purpose) *types.ServiceTier {
	if p == "" || p == llm.Revise && o.Tiers[p] == "" {
		p = llm.Answer
	}
	if o.Tiers[p] == "" {
		return nil
	}
	return &types.ServiceTier{Type: types.ServiceTierType(o.Tiers[p])}
}

func (m *Model) messages(r llm.Request) []types.Message {
	list := make([]types.Message, 0, len(r.Messages))
	for i, msg := range r.Messages {
		role := types.ConversationRoleUser
		if msg.Role == llm.Assistant {
			role = types.ConversationRoleAssistant
		}
		content := []types.ContentBlock{&types.ContentBlockMemberText{Value: msg.Text}}
		// the dialogue before the new question is sent again next time
		if m.options.Cache != "" && i > 0 && i == len(r.Messages)-2 {
			content = append(content, &types.ContentBlockMemberCachePoint{Value: m.options.cachePoint()})
		}
		list = append(list, types.Message{Role: role, Content: content})
	}
	return list
}

func (m *Model) system(r llm.Request) []types.SystemContentBlock {
	if r.System == "" {
		return nil
	}
	list := []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: r.System}}
	if m.options.Cache != "" {
		list = append(list, &types.SystemContentBlockMemberCachePoint{Value: m.options.cachePoint()})
	}
	return list
}

func inference(r llm.Request) *types.InferenceConfiguration {
	if r.MaxTokens == 0 && r.Temperature == nil && len(r.Stop) == 0 {
		return nil
	}
	c := &types.InferenceConfiguration{StopSequences: r.Stop}
	if r.MaxTokens > 0 {
		c.MaxTokens = aws.Int32(int32(r.MaxTokens))
	}
	if r.Temperature != nil {
		c.Temperature = aws.Float32(float32(*r.Temperature))
	}
	return c
}
