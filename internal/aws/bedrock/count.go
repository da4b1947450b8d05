package bedrock

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// sample is the kind of text that prompts consist of: mostly Korean, with some
// English, figures and marks.
var sample = strings.Repeat("여름 휴가는 입사한 지 1년이 지난 직원에게 7일을 드려요. 신청은 그룹웨어의 '휴가' 메뉴에서 하고, "+
	"팀장이 승인하면 확정됩니다. The annual leave policy (rev. 3.2) applies to all full-time employees; unused days expire on December 31.\n", 8)

// Ratio makes Bedrock count the tokens of a sample text, which is free of charge,
// and divides their number by the estimate of llm.Tokens. Model must be a model's
// own id, not an inference profile. If a model can't count tokens, the error is
// fault.Invalid.
func Ratio(ctx context.Context, cfg aws.Config, o Options) (float64, error) {
	out, err := client(cfg, o.Region, o.Endpoint).CountTokens(ctx, &bedrockruntime.CountTokensInput{
		ModelId: &o.Model,
		Input: &types.CountTokensInputMemberConverse{Value: types.ConverseTokensRequest{
			Messages: []types.Message{{Role: types.ConversationRoleUser,
				Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: sample}}}},
		}},
	})
	if err != nil {
		return 0, classify(ctx, err)
	}
	n := float64(aws.ToInt32(out.InputTokens))
	if n <= 0 {
		return 0, fault.Newf(fault.Unavailable, "bedrock: %s counts %v tokens", o.Model, n)
	}
	return n / float64(llm.Tokens(sample)), nil
}
