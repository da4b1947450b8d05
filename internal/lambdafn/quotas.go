//go:build !nodict

package lambdafn

import (
	"context"
	"encoding/json"
	"time"

	"github.com/mundap/mundap/internal/aws/dynamoledger"
	"github.com/mundap/mundap/internal/aws/quotas"
	"github.com/mundap/mundap/internal/wiring"
)

// The daily upkeep looks up the quotas of the models and stores them in a note
// that all functions read when they start. Bedrock has over a thousand quotas in
// a region, which take seconds to read.

// quotaNote is the note's name.
const quotaNote = "quotas of models"

// noteTime is the time limit for reading the note; a first question waits for it.
const noteTime = 2 * time.Second

// known returns what the upkeep has stored; nil if there is nothing yet.
func (p *parts) known(shared *dynamoledger.Ledger) quotas.All {
	if !p.config.Settings.ReadQuotas {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), noteTime)
	defer cancel()
	text, err := shared.Noted(ctx, quotaNote)
	var all quotas.All
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &all)
	}
	if err != nil {
		p.log.Warn("quotas of models that were looked up can't be read", "error", err)
		return nil
	}
	return all
}

// measure looks up the quotas and stores them.
func (u upkeep) measure(ctx context.Context) error {
	p := u.parts
	all := wiring.Measure(ctx, p.config.Settings, p.aws,
		quotas.Endpoints{Quotas: p.config.QuotasEndpoint}, p.log)
	if len(all) == 0 {
		return nil // the earlier note stays valid
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return p.ledger().Note(ctx, quotaNote, string(text))
}
