package quotas_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/quotas"
	"github.com/mundap/mundap/internal/llm/pool/core"
)

const haiku = "anthropic.claude-haiku-4-5-20251001-v1:0"

// TestQuotasAreFoundByTheirNamesInProse as the user guide and the console write
// them.
func TestQuotasAreFoundByTheirNamesInProse(t *testing.T) {
	list := []quotas.Quota{
		{"Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5", 400_000},
		{"Cross-region model inference requests per minute for Anthropic Claude Haiku 4.5", 250},
		{"Global cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5", 900_000},
		{"On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet V2", 80_000},
		{"On-demand model inference tokens per minute for Anthropic Claude 3.5 Sonnet", 70_000},
		{"On-demand model inference requests per minute for Amazon Nova Lite", 1000},
		{"Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1", 200_000},
		{"Bedrock Mantle input tokens per minute for anthropic.claude-haiku-4-5", 500_000},
		{"Bedrock Mantle output tokens per minute for anthropic.claude-haiku-4-5", 100_000},
		{"[bedrock-mantle endpoint] Input tokens per minute for Claude Opus 4.8", 2_000_000},
		{"[bedrock-mantle endpoint] Output tokens per minute for Claude Opus 4.8", 200_000},
		{"Cross-Region InvokeModel tokens per minute for Anthropic Claude Opus 4.7", 30_000_000},
		{"On-demand InvokeModel requests per minute for Anthropic Claude Opus 4.7", 40},
		{"Global cross-Region model inference tokens per minute for Claude Sonnet 4.5 V1", 7_000_000},
		{"Model invocation max tokens per day for Anthropic Claude Haiku 4.5", 1},
		{"Batch inference job size (in GB)", 5},
	}
	for _, c := range []struct {
		model            string
		route            quotas.Route
		tokens, requests int
	}{
		{haiku, quotas.Cross, 400_000, 250},
		{haiku, quotas.Global, 900_000, 0},
		{haiku, quotas.OnDemand, 0, 0},
		{"anthropic.claude-haiku-4-5", quotas.Mantle, 500_000, 0},
		{"anthropic.claude-3-5-sonnet-20241022-v2:0", quotas.OnDemand, 80_000, 0},
		{"anthropic.claude-3-5-sonnet-20240620-v1:0", quotas.OnDemand, 70_000, 0},
		{"anthropic.claude-sonnet-4-5-20250929-v1:0", quotas.Cross, 200_000, 0},
		{"anthropic.claude-sonnet-5-4-20260929-v1:0", quotas.Cross, 0, 0},
		{"amazon.nova-lite-v1:0", quotas.OnDemand, 0, 1000},
		{"anthropic.claude-opus-4-8", quotas.Mantle, 2_000_000, 0},
		{"anthropic.claude-opus-4-8", quotas.Cross, 0, 0},
		{"anthropic.claude-opus-4-7", quotas.Cross, 30_000_000, 0},
		{"anthropic.claude-opus-4-7", quotas.OnDemand, 0, 40},
		{"anthropic.claude-sonnet-4-5-20250929-v1:0", quotas.Global, 7_000_000, 0},
		{"anthropic", quotas.OnDemand, 0, 0},
	} {
		if tokens, requests := quotas.Find(list, c.model, c.route); tokens != c.tokens || requests != c.requests {
			t.Errorf("%s by %s: %d and %d, not %d and %d", c.model, c.route, tokens, requests, c.tokens, c.requests)
		}
	}
}

// TestTheSmallerQuotaOfOutputHoldsToo at the second endpoint, which counts input
// and output apart.
func TestTheSmallerQuotaOfOutputHoldsToo(t *testing.T) {
	list := []quotas.Quota{{"Bedrock Mantle input tokens per minute for Anthropic Claude Haiku 4.5", 500_000},
		{"Bedrock Mantle output tokens per minute for Anthropic Claude Haiku 4.5", 100_000},
		{"[bedrock-mantle endpoint] Input tokens per minute for Claude Opus 4.8", 2_000_000},
		{"[bedrock-mantle endpoint] Output tokens per minute for Claude Opus 4.8", 200_000}}
	if b := quotas.Burndown(list, "anthropic.claude-opus-4-8"); b != 10 {
		t.Errorf("a token of Opus's output counts %v", b)
	}
	if b := quotas.Burndown(list, "anthropic.claude-haiku-4-5"); b != 5 {
		t.Errorf("a token of output counts %v", b)
	}
	p, err := core.Complete([]core.Profile{{Region: "us-west-2", Model: "anthropic.claude-haiku-4-5",
		Endpoint: core.Mantle}})
	if err != nil {
		t.Fatal(err)
	}
	got := quotas.All{p[0].Key().String(): {Burndown: 5}}.Apply(p)
	if got[0].Burndown != 5 {
		t.Errorf("%+v", got[0])
	}
}

// account answers as Service Quotas and Bedrock do, and checks what is asked.
func account(t *testing.T) string {
	service, runtime := awstest.Load(t, "service-quotas"), awstest.Load(t, "bedrock-runtime")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		reply := `{"Quotas":[{"ServiceCode":"bedrock","QuotaName":"Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5","Value":100000.0}]}`
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		model := service
		switch {
		case operation == "ListServiceQuotas" && !strings.Contains(string(body), "NextToken"):
			reply = `{"NextToken":"more","Quotas":[{"ServiceCode":"bedrock","QuotaName":"Something else","Value":1.0}]}`
		case operation == "ListServiceQuotas":
			reply = strings.Replace(reply, "100000", "400000", 1)
		case strings.HasSuffix(r.URL.Path, "/count-tokens"):
			operation, model, reply = "CountTokens", runtime, `{"inputTokens":1200}`
			if !strings.Contains(r.URL.EscapedPath(), "/model/anthropic.claude-haiku-4-5") {
				t.Errorf("tokens are counted by %s", r.URL.Path)
			}
		}
		if err := model.Request(operation, body); err != nil {
			t.Errorf("%s: %v\n%s", operation, err, body)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, reply)
	}))
	t.Cleanup(func() { s.Close(); http.DefaultClient.CloseIdleConnections() })
	return s.URL
}

// TestProfilesGetWhatTheAccountMayDo: what is in force goes over AWS's default,
// and what the profile says over both.
func TestProfilesGetWhatTheAccountMayDo(t *testing.T) {
	url := account(t)
	list, err := core.Complete([]core.Profile{
		{Region: "us-west-2", Model: "us." + haiku},
		{Region: "us-east-1", Model: "us." + haiku, TokensPerMinute: 50_000},
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := quotas.Measure(t.Context(), awstest.Config(t, "us-west-2"), list,
		quotas.Endpoints{Quotas: url, Bedrock: url})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(found) // functions keep it so
	if err != nil {
		t.Fatal(err)
	}
	var kept quotas.All
	if err := json.Unmarshal(data, &kept); err != nil {
		t.Fatal(err)
	}
	got := kept.Apply(list)
	if got[0].TokensPerMinute != 400_000 || got[1].TokensPerMinute != 50_000 {
		t.Errorf("%d and %d tokens per minute", got[0].TokensPerMinute, got[1].TokensPerMinute)
	}
	if r := got[0].Ratio; r < 1.5 || r > 2.2 { // 1,200 tokens of some 660 estimated
		t.Errorf("the ratio is %v", r)
	}
}
