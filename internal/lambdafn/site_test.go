//go:build !nodict

package lambdafn

import (
	"encoding/json"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/mundap/mundap/internal/wire"
)

// TestTheSiteKnowsWhatTheChatHas: the site asks no model and searches no web, but
// clients learn from it what there is, and administrators how models stand.
func TestTheSiteKnowsWhatTheChatHas(t *testing.T) {
	get := func(env map[string]string, path string, into any) {
		t.Helper()
		env["MUNDAP_SIGN_IN"], env["MUNDAP_TABLE_PREFIX"] = "none", "mundap-"
		site, err := openSite(testParts(t, env))
		if err != nil {
			t.Fatal(err)
		}
		event, _ := json.Marshal(events.APIGatewayProxyRequest{HTTPMethod: "GET", Path: path})
		out, err := site(t.Context(), event)
		if err != nil {
			t.Fatal(err)
		}
		answer := out.(events.APIGatewayProxyResponse)
		if err := json.Unmarshal([]byte(answer.Body), into); err != nil || answer.StatusCode != 200 {
			t.Fatalf("%s: %d %s", path, answer.StatusCode, answer.Body)
		}
	}
	configured := map[string]string{"MUNDAP_SPEECH_PROVIDER": "polly",
		"MUNDAP_GOOGLE_SECRET": "googl_api_key",
		"MUNDAP_PROFILE_OF_LLMS": `[{"region":"us-west-2","model":"anthropic.claude-haiku-4-5-20251001-v1:0"},
			{"region":"us-east-1","model":"anthropic.claude-haiku-4-5-20251001-v1:0"}]`}
	var session wire.Session
	get(configured, "/api/session", &session)
	if session.Model == "" || !session.Speech || !session.Web {
		t.Errorf("model %q, speech %v, web %v", session.Model, session.Speech, session.Web)
	}
	var pool wire.Pool
	get(configured, "/api/admin/pool", &pool)
	if len(pool.Profiles) != 2 || pool.Profiles[1].Region != "us-east-1" {
		t.Errorf("profiles %+v", pool.Profiles)
	}
	var plain wire.Session
	get(map[string]string{}, "/api/session", &plain)
	if plain.Model != "" || plain.Speech || plain.Web {
		t.Errorf("nothing is configured: model %q, speech %v, web %v", plain.Model, plain.Speech,
			plain.Web)
	}
}

// TestOnlyAllowedSitesMayCall: browsers ask with OPTIONS and without a session
// before a page of another site may call.
func TestOnlyAllowedSitesMayCall(t *testing.T) {
	ask := func(allowed, origin string) events.APIGatewayProxyResponse {
		t.Helper()
		env := map[string]string{"MUNDAP_TABLE_PREFIX": "mundap-", "MUNDAP_SITE_URL": "https://chat.example.com"}
		if allowed != "" {
			env["MUNDAP_ALLOWED_ORIGINS"] = allowed
		}
		site, err := openSite(testParts(t, env))
		if err != nil {
			t.Fatal(err)
		}
		event, _ := json.Marshal(events.APIGatewayProxyRequest{HTTPMethod: "OPTIONS", Path: "/upload",
			MultiValueHeaders: map[string][]string{"Origin": {origin},
				"Access-Control-Request-Method": {"POST"}}})
		out, err := site(t.Context(), event)
		if err != nil {
			t.Fatal(err)
		}
		return out.(events.APIGatewayProxyResponse)
	}
	const intranet = "https://intranet.example.com"
	yes := ask(intranet, intranet)
	if h := yes.MultiValueHeaders["Access-Control-Allow-Origin"]; yes.StatusCode != 204 ||
		len(h) != 1 || h[0] != intranet {
		t.Errorf("an allowed site: %d, %v", yes.StatusCode, h)
	}
	for _, allowed := range []string{"", intranet} {
		no := ask(allowed, "https://evil.example.net")
		if h := no.MultiValueHeaders["Access-Control-Allow-Origin"]; no.StatusCode != 403 || h != nil {
			t.Errorf("another site with %q allowed: %d, %v", allowed, no.StatusCode, h)
		}
	}
}
