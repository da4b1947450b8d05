package openai

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/llm"
)

func TestAddressesThatNoFormMayName(t *testing.T) {
	for text, fine := range map[string]bool{
		"https://api.example.com/v1": true, "http://127.0.0.1:11434/v1": true, "http://localhost:8080": true,
		"http://[::1]:1234/v1": true, "https://10.0.0.5/v1": true,
		"http://api.example.com/v1": false, "http://169.254.169.254/latest": false, "file:///etc/passwd": false,
		"gopher://127.0.0.1": false, "https://user:pass@example.com": false, "https://": false, "": false,
		"https://example.com/v1?x=1": false, "http://127.0.0.1.example.com": false, "http://2130706433": false,
	} {
		if err := CheckURL(text); (err == nil) != fine {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAddressesThatAreNeverDialled(t *testing.T) {
	for address, fine := range map[string]bool{
		"203.0.113.7": true, "10.1.2.3": true, "127.0.0.1": true, "169.254.169.254": false, "fe80::1": false,
		"::ffff:169.254.169.254": false, "fd00:ec2::254": false, "100.100.100.200": false, "0.0.0.0": false,
		"168.63.129.16": false, "224.0.0.1": false,
	} {
		if got := mayHold(netip.MustParseAddr(address), false); got != fine {
			t.Errorf("%s: %t", address, got)
		}
	}
	if mayHold(netip.MustParseAddr("203.0.113.7"), true) || !mayHold(netip.MustParseAddr("127.0.0.2"), true) {
		t.Error("http leads to another machine, or not to this one")
	}
}

func TestAGuardedModelFollowsNoRedirect(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer elsewhere.Close()
	s := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer s.Close()
	m := NewModel(Options{URL: s.URL, Model: "m", APIKey: "secret", Guarded: true})
	defer m.Close()
	_, _, err := llm.Collect(m.Stream(t.Context(), llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "?"}}}))
	if err == nil || reached {
		t.Errorf("%v, reached %t", err, reached)
	}
}

func TestAGuardedModelRefusesANameThatLeadsElsewhere(t *testing.T) {
	m := NewModel(Options{URL: "https://169.254.169.254/v1", Model: "m", Guarded: true})
	defer m.Close()
	_, _, err := llm.Collect(m.Stream(t.Context(), llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "?"}}}))
	if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
}
