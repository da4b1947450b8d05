package lambdafn

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/dynamoledger"
	"github.com/mundap/mundap/internal/aws/dynamostore"
	"github.com/mundap/mundap/internal/aws/dynamostore/schema"
)

// ledger shares quotas and limits among all instances of the functions.
func (p *parts) ledger() *dynamoledger.Ledger {
	db := dynamostore.NewClient(p.aws, func(o *dynamodb.Options) { o.BaseEndpoint = replaced(o.BaseEndpoint, p.config.DynamoEndpoint) })
	return dynamoledger.New(db, schema.Named(p.config.TablePrefix).Ledger, nil)
}

// rate bounds what a user or an address does per minute, over all instances of the functions.
func (p *parts) rate(what string, most int) dynamoledger.Rate {
	return dynamoledger.Rate{Ledger: p.ledger(), Name: what, Most: most}
}

// uploading counts an upload of a user's, and of the address that it comes from.
func (p *parts) uploading(ctx context.Context, user auth.Principal) (time.Duration, error) {
	wait, err := p.rate("uploads", p.config.UserUploads).Use(ctx, string(user))
	if err != nil || wait > 0 {
		return wait, err
	}
	return p.rate("uploads from", p.config.AddressUploads).Use(ctx, addressOf(ctx))
}
