//go:build !nodict

package lambdafn

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/s3blob"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/retrieve"
	"github.com/mundap/mundap/internal/wiring"
)

const region = "ap-northeast-2"

// testParts are a function's parts in an environment.
func testParts(t *testing.T, env map[string]string) *parts {
	t.Helper()
	c, err := FromEnv(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	cfg := awstest.Config(t, region)
	return &parts{config: c, aws: cfg, log: slog.New(slog.DiscardHandler),
		base:  wiring.Base{Settings: c.Settings},
		blobs: s3blob.New(s3.NewFromConfig(cfg), "uploads")}
}

func TestTheSettingsNameTheStores(t *testing.T) {
	for value, want := range map[string][]string{
		"": {"local"}, "local": {"local"}, "faiss": {"faiss"}, "faiss,local": {"faiss", "local"}, "bedrock": {"bedrock"},
		"kendra,opensearch": {"kendra", "opensearch"}, " local , opensearch,local": {"local",
			"opensearch"},
	} {
		p := testParts(t, map[string]string{
			"MUNDAP_RAG_CAPABILITIES": value, "MUNDAP_OPENSEARCH_URL": "https://search.example",
			"MUNDAP_KENDRA_INDEX": "i", "MUNDAP_KNOWLEDGE_BASE_ID": "KB12345678",
		})
		asked, err := p.retrievers(nil)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, s := range asked {
			names = append(names, s.Store())
		}
		if !slices.Equal(names, want) {
			t.Errorf("%q asks %v, want %v", value, names, want)
		}
		// faiss is the local store, and a knowledge base is only read
		writes := map[string]int{"faiss,local": 1, "bedrock": 0}
		wanted, ok := writes[value]
		if !ok {
			wanted = len(want)
		}
		if filled, err := p.indexes(nil); err != nil || len(filled) != wanted {
			t.Errorf("%q fills %d stores, %v", value, len(filled), err)
		}
	}
	for key, value := range map[string]string{"rag.capabilities": "local,web",
		"rag.kendra_method": "retrieve"} {
		name := "MUNDAP_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
		if _, err := FromEnv(func(n string) string { return map[string]string{name: value}[n] }); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

func TestAStoreWithoutAnAddressIsTold(t *testing.T) {
	for _, env := range []map[string]string{
		{"MUNDAP_RAG_CAPABILITIES": "opensearch"}, {"MUNDAP_RAG_CAPABILITIES": "kendra"},
		{"MUNDAP_RAG_CAPABILITIES": "opensearch", "MUNDAP_OPENSEARCH_URL": "search.example"},
	} {
		p := testParts(t, env)
		if _, err := p.retrievers(nil); !fault.Is(err, fault.NotConfigured) {
			t.Errorf("%v: asking gives %v", env, err)
		}
		if _, err := p.indexes(nil); !fault.Is(err, fault.NotConfigured) {
			t.Errorf("%v: filling gives %v", env, err)
		}
	}
}

// assumed is STS's answer to AssumeRole.
const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`

func TestOpenSearchIsAskedAsTheRoleThatTheDomainKnows(t *testing.T) {
	var roles []string
	sts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		roles = append(roles, form.Get("Action")+" "+form.Get("RoleArn")+" "+
			form.Get("RoleSessionName"))
		_, _ = io.WriteString(w, assumed)
	}))
	defer sts.Close()
	var signed []string
	domain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed = append(signed, r.Header.Get("Authorization"))
		if r.Header.Get("X-Amz-Security-Token") != "token" {
			t.Errorf("%s %s without the role's token", r.Method, r.URL.Path)
		}
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"type":"index_not_found_exception"}}`)
	}))
	defer domain.Close()
	p := testParts(t, map[string]string{
		"MUNDAP_RAG_CAPABILITIES": "opensearch", "MUNDAP_OPENSEARCH_URL": domain.URL,
		"MUNDAP_STS_ENDPOINT":      sts.URL,
		"MUNDAP_OPENSEARCH_ROLE":   "arn:aws:iam::000000000000:role/search",
		"AWS_LAMBDA_FUNCTION_NAME": "mundap-chat",
	})
	stores, err := p.retrievers(nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if found, err := stores[0].Retrieve(t.Context(), auth.LocalScope(),
			retrieve.Query{Text: "휴가"}); err != nil || len(found) != 0 {
			t.Fatalf("an index that is not there: %v, %v", found, err)
		}
	}
	if want := []string{"AssumeRole arn:aws:iam::000000000000:role/search mundap-chat"}; !slices.Equal(roles, want) {
		t.Errorf("asked STS for %q, want %q", roles, want)
	}
	for _, s := range signed {
		if !strings.Contains(s, "Credential=ASIAROLE/") ||
			!strings.Contains(s, "/"+region+"/es/aws4_request") {
			t.Errorf("signed %s", s)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestKendraIsAskedInItsRegion(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked = append(asked, r.Header.Get("X-Amz-Target")+" "+string(body))
		if !strings.Contains(r.Header.Get("Authorization"), "/us-west-2/kendra/aws4_request") {
			t.Errorf("signed %s", r.Header.Get("Authorization"))
		}
		fmt.Fprint(w, `{"ResultItems":[]}`)
	}))
	defer server.Close()
	p := testParts(t, map[string]string{
		"MUNDAP_RAG_CAPABILITIES": "kendra", "MUNDAP_KENDRA_INDEX": "the-index",
		"MUNDAP_KENDRA_REGION": "us-west-2", "MUNDAP_KENDRA_ENDPOINT": server.URL,
		"MUNDAP_RAG_KENDRA_METHOD":    "kendra_retriever",
		"MUNDAP_KENDRA_READERS_FIELD": "readers_of_it",
	})
	stores, err := p.retrievers(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stores[0].Retrieve(t.Context(), auth.LocalScope(),
		retrieve.Query{Text: "휴가"}); err != nil {
		t.Fatal(err)
	}
	if len(asked) != 1 || !strings.Contains(asked[0], ".Retrieve ") ||
		!strings.Contains(asked[0], "the-index") || !strings.Contains(asked[0], "readers_of_it") {
		t.Errorf("a plain retriever asked %q", asked)
	}
}
