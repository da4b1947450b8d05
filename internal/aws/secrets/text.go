package secrets

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/mundap/mundap/internal/fault"
)

// Text reads a secret that consists of one text, either alone or as a field of
// a JSON object, as AWS's console writes it. It is safe for concurrent use.
type Text struct {
	client      *secretsmanager.Client
	name, field string
	now         func() time.Time

	mu    sync.Mutex
	last  string
	until time.Time
}

// NewText makes a Text for a secret with the given name or ARN. now is the
// clock; nil means time.Now.
func NewText(client *secretsmanager.Client, name, field string, now func() time.Time) *Text {
	if now == nil {
		now = time.Now
	}
	return &Text{client: client, name: name, field: field, now: now}
}

// Value returns the text, at most five minutes old. Errors: fault.NotConfigured
// if there is no secret or it is empty; fault.Damaged if it is a JSON object
// without the field; fault.Forbidden, fault.Throttled and fault.Unavailable.
func (t *Text) Value(ctx context.Context) (string, error) {
	t.mu.Lock()
	last, until := t.last, t.until
	t.mu.Unlock()
	if t.now().Before(until) {
		return last, nil
	}
	out, err := t.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &t.name})
	if err != nil {
		// Without the sentence, which is about the web search.
		return "", fault.Newf(fault.KindOf(classify(ctx, t.name, err)), "reading secret %s: %v",
			t.name, err)
	}
	value, err := t.parse(strings.TrimSpace(aws.ToString(out.SecretString)))
	if err != nil {
		return "", err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last, t.until = value, t.now().Add(fresh)
	return value, nil
}

func (t *Text) parse(text string) (string, error) {
	var fields map[string]string
	if strings.HasPrefix(text, "{") {
		if err := json.Unmarshal([]byte(text), &fields); err != nil || fields[t.field] == "" {
			return "", fault.Newf(fault.Damaged, "secret %s is a JSON object without the text %s",
				t.name, t.field)
		}
		text = fields[t.field]
	}
	if text == "" {
		return "", fault.Wrap(fmt.Errorf("secret %s is empty", t.name), fault.NotConfigured, "", "")
	}
	return text, nil
}
