// Package secrets reads the keys of other services from AWS Secrets Manager. At
// present these are the keys of Google's Programmable Search.
package secrets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/smithy-go"

	"github.com/mundap/mundap/internal/fault"
)

// GoogleName is the secret's usual name, its spelling included: the base
// system's users know it by this one.
const GoogleName = "googl_api_key"

// Google is what Programmable Search asks for. It never writes its key into logs.
type Google struct {
	APIKey   string `json:"google_api_key"`
	EngineID string `json:"google_cse_id"`
}

// LogValue implements slog.LogValuer.
func (g Google) LogValue() slog.Value {
	return slog.GroupValue(slog.String("engine", g.EngineID),
		slog.Bool("configured", g.Configured()))
}

// String implements fmt.Stringer.
func (g Google) String() string { return g.LogValue().String() }

// GoString implements fmt.GoStringer.
func (g Google) GoString() string { return g.String() }

const (
	// madeUpEngine is the engine of a fresh deployment.
	madeUpEngine = "cse_id"
	// madeUpKey is the length of the key that Secrets Manager makes up for one
	// (GenerateSecretString's default). Google's are of other lengths.
	madeUpKey = 32
)

// Configured reports whether somebody has replaced both values that a fresh
// deployment generates.
func (g Google) Configured() bool { return g.hasKey() && g.hasEngine() }

func (g Google) hasKey() bool { return g.APIKey != "" && len(g.APIKey) != madeUpKey }

func (g Google) hasEngine() bool { return g.EngineID != "" && g.EngineID != madeUpEngine }

// fresh is how long a value is used before it is read again, so that a new key
// needs no restart and not every question costs a call.
const fresh = 5 * time.Minute

// Source reads the secret. It is safe for concurrent use.
type Source struct {
	client *secretsmanager.Client
	name   string
	now    func() time.Time

	mu    sync.Mutex
	last  Google
	until time.Time
}

// NewSource makes a Source for a secret with the given name or ARN. now is the
// clock; nil means time.Now.
func NewSource(client *secretsmanager.Client, name string, now func() time.Time) *Source {
	if now == nil {
		now = time.Now
	}
	return &Source{client: client, name: name, now: now}
}

// Google returns the keys, at most five minutes old. Errors:
// fault.NotConfigured if there is no secret or nobody has filled it in;
// fault.Damaged, with a sentence that says what to do, if only one of the two
// values is filled in or the secret has another form; fault.Forbidden,
// fault.Throttled and fault.Unavailable.
func (s *Source) Google(ctx context.Context) (Google, error) {
	g, err := s.read(ctx)
	if err == nil {
		err = s.check(g)
	}
	if err != nil {
		return Google{}, err
	}
	return g, nil
}

func (s *Source) check(g Google) error {
	switch {
	case g.Configured():
		return nil
	case g.hasKey():
		return incomplete(s.name, "google_cse_id")
	case g.hasEngine():
		return incomplete(s.name, "google_api_key")
	}
	return notConfigured().WithCause(fmt.Errorf("secret %s holds made-up values", s.name))
}

// incomplete says that a secret lacks one of its two values.
func incomplete(secret, field string) error {
	return fault.New(fault.Damaged,
		"웹 검색 설정이 일부 빠져 있어서 웹 검색 없이 답했어요. 관리자는 Secrets Manager의 비밀 "+
			secret+"에 "+field+"의 값을 넣어 주세요.",
		"Web search is only partly set up, so this answer uses no web results. An administrator "+
			"has to enter "+field+" in the secret "+secret+" in Secrets Manager.")
}

// malformed says that a secret is not the JSON object that it should be.
func malformed(secret string) error {
	return fault.New(fault.Damaged,
		"웹 검색 키를 읽을 수 없어서 웹 검색 없이 답했어요. 관리자는 Secrets Manager의 비밀 "+secret+
			"에 google_api_key와 google_cse_id를 담은 JSON을 넣어 주세요.",
		"The keys for web search can't be read, so this answer uses no web results. The secret "+
			secret+" in Secrets Manager has to be a JSON object with google_api_key and "+
			"google_cse_id; an administrator can correct it.")
}

func notConfigured() *fault.Error {
	return fault.New(fault.NotConfigured,
		"웹 검색이 설정되어 있지 않아요. 관리자가 Google 검색 키를 넣으면 쓸 수 있어요.",
		"Web search is not set up. An administrator can add the keys for Google search.")
}

func (s *Source) read(ctx context.Context) (Google, error) {
	s.mu.Lock()
	last, until := s.last, s.until
	s.mu.Unlock()
	if s.now().Before(until) {
		return last, nil
	}
	out, err := s.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &s.name})
	if err != nil {
		return Google{}, classify(ctx, s.name, err)
	}
	var g Google
	if err := json.Unmarshal([]byte(aws.ToString(out.SecretString)), &g); err != nil {
		// The error of encoding/json could quote the secret.
		return Google{}, malformed(s.name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.until = g, s.now().Add(fresh)
	return g, nil
}

// classify is the one place where Secrets Manager's errors get their kind.
func classify(ctx context.Context, name string, err error) error {
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("reading secret %s: %w", name, ended)
	}
	kind := fault.Unavailable
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		switch api.ErrorCode() {
		case "ResourceNotFoundException":
			return notConfigured().WithCause(fmt.Errorf("reading secret %s: %w", name, err))
		case "AccessDeniedException", "DecryptionFailure", "UnrecognizedClientException",
			"ExpiredTokenException", "InvalidSignatureException":
			kind = fault.Forbidden
		case "ThrottlingException":
			kind = fault.Throttled
		case "InvalidRequestException": // marked for deletion
			kind = fault.NotConfigured
		case "InvalidParameterException", "ValidationException":
			kind = fault.Internal
		}
	}
	return fault.Wrap(fmt.Errorf("reading secret %s: %w", name, err), kind, "", "")
}
