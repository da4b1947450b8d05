package opensearch_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/opensearch"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
)

var (
	kim    = auth.UserScope("kim")
	key    = document.ID("docs/요금.txt")
	source = retrieve.Source{Document: key, Version: "01", Title: "요금",
		Readers: []auth.Principal{auth.Everyone}}
)

// answering makes a store on a server that answers every request with status and body.
func answering(t *testing.T, status int, body string) *opensearch.Store {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return open(t, opensearch.Options{URL: server.URL})
}

func TestErrorsKeepTheirKind(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   fault.Kind
	}{
		{401, `Unauthorized`, fault.NotConfigured},
		{403, `{"Message":"User: anonymous is not authorized"}`, fault.NotConfigured},
		{403, `{"error":{"type":"cluster_block_exception","reason":"index read-only"},"status":403}`, fault.Unavailable},
		{413, `{"error":"Request size exceeded 10485760 bytes"}`, fault.TooLarge},
		{429, `{"error":{"type":"rejected_execution_exception","reason":"queue full"},"status":429}`, fault.Throttled},
		{503, `{"error":{"type":"cluster_manager_not_discovered_exception"},"status":503}`, fault.Unavailable},
		{504, `Gateway Timeout`, fault.Timeout},
		{400, `{"error":{"type":"parsing_exception","reason":"unknown field"},"status":400}`, fault.Internal},
		{200, `<html>`, fault.Unavailable},
	} {
		s := answering(t, c.status, c.body)
		if _, err := s.Retrieve(t.Context(), kim, retrieve.Query{Text: "요금"}); !fault.Is(err,
			c.want) {
			t.Errorf("%d %s: reading gives %v, want %v", c.status, c.body, err, c.want)
		}
		if err := s.Put(t.Context(), source, nil); !fault.Is(err, c.want) {
			t.Errorf("%d %s: writing gives %v, want %v", c.status, c.body, err, c.want)
		}
	}
}

func TestAServerThatIsNotThereIsUnavailable(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	s := open(t, opensearch.Options{URL: server.URL})
	if _, err := s.Retrieve(t.Context(), kim, retrieve.Query{Text: "요금"}); !fault.Is(err,
		fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}

func TestALateServerIsATimeout(t *testing.T) {
	asked := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	}))
	defer server.Close()
	s := open(t, opensearch.Options{URL: server.URL})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := s.Retrieve(ctx, kim, retrieve.Query{Text: "요금"}); !fault.Is(err, fault.Timeout) {
		t.Errorf("got %v", err)
	}
	<-asked
}

func TestAnAddressThatIsNoneIsToldAtOnce(t *testing.T) {
	for _, url := range []string{"", "search.example.com", "ftp://search.example.com", "https://"} {
		if _, err := opensearch.New(opensearch.Options{URL: url}); !fault.Is(err,
			fault.NotConfigured) {
			t.Errorf("%q: %v", url, err)
		}
	}
}

// TestRequestsAreSigned signs each request that arrives once more, from what arrived, and compares.
func TestRequestsAreSigned(t *testing.T) {
	keys := aws.Credentials{AccessKeyID: "AKIDTEST", SecretAccessKey: "SECRETTEST",
		SessionToken: "TOKENTEST"}
	var signed atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got, want := r.Header.Get("Authorization"), signature(t, keys, r); got != want {
			t.Errorf("%s %s is signed %q, want %q", r.Method, r.URL, got, want)
		}
		signed.Add(1)
		http.Error(w, `{"error":{"type":"index_not_found_exception"},"status":404}`, http.StatusNotFound)
	}))
	defer server.Close()
	provider := credentials.NewStaticCredentialsProvider(keys.AccessKeyID, keys.SecretAccessKey,
		keys.SessionToken)
	s := open(t, opensearch.Options{URL: server.URL, Credentials: provider,
		Region: "ap-northeast-2"})
	if found, err := s.Retrieve(t.Context(), kim, retrieve.Query{Text: "요금"}); err != nil ||
		found != nil {
		t.Errorf("%v, %v", found, err)
	}
	_ = s.Put(t.Context(), source, nil) // tries to create the index
	if signed.Load() < 3 {
		t.Errorf("only %d requests", signed.Load())
	}
}

func signature(t *testing.T, keys aws.Credentials, r *http.Request) string {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		t.Error(err)
	}
	again, err := http.NewRequest(r.Method, "http://"+r.Host+r.URL.RequestURI(),
		strings.NewReader(string(body)))
	if err != nil {
		t.Error(err)
		return ""
	}
	for _, name := range []string{"Content-Type", "X-Amz-Content-Sha256"} {
		if v := r.Header.Get(name); v != "" {
			again.Header.Set(name, v)
		}
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(t.Context(), keys, again, hex.EncodeToString(sum[:]), "es",
		"ap-northeast-2", at); err != nil {
		t.Error(err)
	}
	return again.Header.Get("Authorization")
}

func TestAPasswordGoesWithEachRequest(t *testing.T) {
	var users []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		users = append(users, user+":"+password)
		http.Error(w, `{"error":{"type":"index_not_found_exception"},"status":404}`, http.StatusNotFound)
	}))
	defer server.Close()
	s := open(t, opensearch.Options{URL: server.URL, User: "admin", Password: "비밀"})
	if _, err := s.Retrieve(t.Context(), kim, retrieve.Query{Text: "요금"}); err != nil {
		t.Error(err)
	}
	if !slices.Equal(users, []string{"admin:비밀"}) {
		t.Errorf("%q", users)
	}
}

func TestNobodyInTheScopeAsksNothing(t *testing.T) {
	s := answering(t, 500, "")
	if found, err := s.Retrieve(t.Context(), auth.Scope{User: "kim"},
		retrieve.Query{Text: "요금"}); err != nil || found != nil {
		t.Errorf("%v, %v", found, err)
	}
}
