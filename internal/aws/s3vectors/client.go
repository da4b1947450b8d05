package s3vectors

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
)

const (
	signingName = "s3vectors"
	// attempts and pause bound how often a call is tried that the service was too
	// busy for.
	attempts = 4
	pause    = 200 * time.Millisecond
	// maxReply is the longest answer that is read: 100 vectors of 40 KB.
	maxReply = 16 << 20
)

// client makes signed calls.
type client struct {
	config   aws.Config
	http     aws.HTTPClient
	signer   *v4.Signer
	region   string
	endpoint string
}

func newClient(cfg aws.Config, o Options) *client {
	c := &client{config: cfg, http: cfg.HTTPClient, signer: v4.NewSigner(), region: o.Region,
		endpoint: cmp.Or(o.Endpoint, "https://s3vectors."+o.Region+".api.aws")}
	if c.http == nil {
		c.http = &http.Client{Timeout: time.Minute}
	}
	return c
}

// call sends one operation and decodes its response into out. If out is nil,
// nothing is read.
func (c *client) call(ctx context.Context, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", operation, err)
	}
	for attempt := 1; ; attempt++ {
		err := c.once(ctx, operation, body, out)
		if err == nil {
			return nil
		}
		err = awsfault.Classify(ctx, "s3vectors: "+operation, err, kindOf)
		if attempt == attempts || !fault.Retryable(err) || !wait(ctx, pause<<(attempt-1)) {
			return err
		}
	}
}

// wait waits, and reports whether ctx is still alive after that.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func (c *client) once(ctx context.Context, operation string, body []byte, out any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint+"/"+operation, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.config.Credentials == nil {
		return &smithy.GenericAPIError{Code: "MissingAuthenticationTokenException", Message: "no credentials"}
	}
	keys, err := c.config.Credentials.Retrieve(ctx)
	if err != nil {
		return &smithy.GenericAPIError{Code: "MissingAuthenticationTokenException", Message: err.Error()}
	}
	sum := sha256.Sum256(body)
	if err := c.signer.SignHTTP(ctx, keys, r, hex.EncodeToString(sum[:]), signingName, c.region, time.Now()); err != nil {
		return fmt.Errorf("signing: %w", err)
	}
	reply, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	data, err := io.ReadAll(io.LimitReader(reply.Body, maxReply))
	if err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	if reply.StatusCode >= http.StatusMultipleChoices {
		return refusal(reply, data)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("decoding the answer: %w", err)
	}
	return nil
}

// refusal is the error of an answer, as the SDK gives it.
func refusal(reply *http.Response, data []byte) error {
	var body struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	_ = json.Unmarshal(data, &body) // what is no JSON has no more to say
	code := cmp.Or(reply.Header.Get("X-Amzn-Errortype"), body.Type)
	code, _, _ = strings.Cut(code, ":")
	if _, name, ok := strings.Cut(code, "#"); ok {
		code = name
	}
	return &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: reply},
		Err: &smithy.GenericAPIError{Code: code, Message: body.Message}}
}

// kindOf is the one place where the service's errors get their kind.
func kindOf(err error) fault.Kind {
	return codes.KindOf(err, awsfault.KindOfStatus(awsfault.StatusOf(err)))
}

var codes = awsfault.Codes{
	"ServiceUnavailableException": fault.Overloaded,
	"RequestTimeoutException":     fault.Timeout,
	"NotFoundException":           fault.NotFound,
	"ConflictException":           fault.Conflict,
	"KmsNotFoundException":        fault.NotConfigured,
	"KmsDisabledException":        fault.NotConfigured,
	"KmsInvalidStateException":    fault.NotConfigured,
	"KmsInvalidKeyUsageException": fault.NotConfigured,
}
