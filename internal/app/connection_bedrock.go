package app

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/auth/bearer"

	"github.com/mundap/mundap/internal/aws/bedrock"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

// regionName is the form of AWS regions. The region becomes part of a host name,
// so nothing else is accepted.
var regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}$`)

var errRegion = fault.New(fault.Invalid,
	"AWS 리전을 확인해 주세요. 서울은 ap-northeast-2예요.",
	"Check the AWS region. Seoul, for example, is ap-northeast-2.")

// bedrockAccount says how a connection's requests to Bedrock are authorized:
// with its API key alone or, if it has none, with the credentials that the AWS
// SDK finds on this machine.
func bedrockAccount(ctx context.Context, k connection) (aws.Config, error) {
	account, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return account, fmt.Errorf("loading the AWS configuration: %w", err)
	}
	if k.Key != "" {
		account.BearerAuthTokenProvider = bearer.StaticTokenProvider{Token: bearer.Token{Value: k.Key}}
		account.AuthSchemePreference = []string{"httpBearerAuth"}
	}
	return account, nil
}

// openBedrock makes a language model of Bedrock.
func openBedrock(ctx context.Context, k connection, m config.Model) (llm.Model, error) {
	account, err := bedrockAccount(ctx, k)
	if err != nil {
		return nil, err
	}
	return bedrock.New(account, bedrock.Options{Region: k.Region, Model: k.Name,
		MaxOutput: m.MaxOutputTokens, ContextTokens: m.ContextTokens}), nil
}

// bedrockTrouble says what to check when a model of Bedrock refuses a test.
func bedrockTrouble(err error) error {
	switch kind := fault.KindOf(err); kind {
	case fault.Forbidden:
		return fault.Wrap(err, kind,
			"AWS가 요청을 거부했어요. API 키나 서버의 AWS 자격 증명과, 이 모델의 사용 권한을 확인해 주세요.",
			"AWS refused the request. Check the API key or the server's AWS credentials, and access to this model.")
	case fault.NotFound, fault.Invalid:
		return fault.Wrap(err, kind,
			"이 리전에서 모델을 찾지 못했어요. 모델 ID와 리전을 확인해 주세요.",
			"The model was not found in this region. Check the model ID and the region.")
	case fault.Unavailable:
		return fault.Wrap(err, kind,
			"Bedrock에 연결하지 못했어요. 서버의 AWS 자격 증명과 네트워크를 확인해 주세요.",
			"Bedrock can't be reached. Check the server's AWS credentials and network.")
	}
	return err
}

// asProfile gives commands the model as a profile. They call it with the
// credentials of this machine, because a profile has no key.
func (k connection) asProfile(c config.Config) (config.Config, error) {
	list, err := json.Marshal([]struct {
		Region string `json:"region"`
		Model  string `json:"model"`
	}{{k.Region, k.Name}})
	if err != nil {
		return c, fmt.Errorf("describing the connected model: %w", err)
	}
	c.Profiles = schema.JSON(list)
	return c, nil
}
