package lambdafn

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/mundap/mundap/internal/aws/secrets"
)

// secrets is the client for Secrets Manager.
func (p *parts) secrets() *secretsmanager.Client {
	return secretsmanager.NewFromConfig(p.aws, func(o *secretsmanager.Options) {
		o.BaseEndpoint = replaced(o.BaseEndpoint, p.config.SecretsEndpoint)
	})
}

// secretText reads a secret that is one text, or the given field of a JSON object.
// A text that was read is used for five minutes.
func (p *parts) secretText(name, field string) func(context.Context) (string, error) {
	return secrets.NewText(p.secrets(), name, field, nil).Value
}
