package main

import (
	"strings"
	"testing"
)

// wantVariables compares a function's variables; "" stands for none.
func wantVariables(t *testing.T, f resource, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := f.text("Environment.Variables.MUNDAP_" + name); got != value {
			t.Errorf("MUNDAP_%s is %q, not %q", name, got, value)
		}
	}
}

// wantSecret says that chat, and no other function, may read the secret of a name.
func wantSecret(t *testing.T, x template, name string) {
	t.Helper()
	for role, list := range x.granted(t) {
		for _, g := range list {
			for _, action := range g.Action {
				if !strings.HasPrefix(action, "secretsmanager:") {
					continue
				}
				if resource := strings.Join(g.Resource, " "); !strings.HasPrefix(role, "RoleChat") ||
					action != "secretsmanager:GetSecretValue" || !strings.Contains(resource, "secret:"+name+"-??????") {
					t.Errorf("%s may %s of %s", role, action, resource)
				}
			}
		}
	}
	if g := x.may(t, "Chat", "secretsmanager:GetSecretValue"); len(g) != 1 {
		t.Errorf("chat may read %v", g)
	}
}

// TestOtherSearchEnginesAndVoices: the engine and the voice that the settings name
// take the place of Google's and Polly's, and of what those need.
func TestOtherSearchEnginesAndVoices(t *testing.T) {
	s := DefaultSettings()
	s.Web = Web{Provider: naver, ID: "client", Secret: "web/naver"}
	s.Speech = Speech{Provider: none}
	x := synthesiseFor(t, s)
	if n := len(x.of("AWS::SecretsManager::Secret")); n != 0 {
		t.Errorf("%d secrets are made for Google", n)
	}
	wantSecret(t, x, "web/naver")
	wantActions(t, x, "Chat", "polly:")
	shared := map[string]string{"WEB_PROVIDER": naver, "WEB_ID": "client", "GOOGLE_SECRET": "",
		"SPEECH_VOICE": "", "SPEECH_PROVIDER": ""}
	wantVariables(t, x.lambda(t, s, "chat"), shared)
	wantVariables(t, x.lambda(t, s, "chat"), map[string]string{"WEB_SECRET": "web/naver",
		"WEB_READ_PAGES": "false"})
	wantVariables(t, x.lambda(t, s, "site"), shared)
	wantVariables(t, x.lambda(t, s, "site"), map[string]string{"WEB_SECRET": ""})
	if steps := text(t, x.Outputs["NextSteps"].Value); !strings.Contains(steps, "create-secret --name web/naver") ||
		strings.Contains(steps, googleSecret) {
		t.Errorf("next steps: %s", steps)
	}
}

func TestAVoiceOfAnotherServer(t *testing.T) {
	s := DefaultSettings()
	s.Web = Web{Provider: searxng, URL: "https://search.example.com", ReadPages: true}
	s.Speech = Speech{Provider: openai, URL: "https://voice.example.com/v1", Model: "kokoro",
		Voice: "ko", Secret: "voice/key"}
	x := synthesiseFor(t, s)
	wantSecret(t, x, "voice/key")
	wantActions(t, x, "Chat", "polly:")
	wantVariables(t, x.lambda(t, s, "chat"), map[string]string{"WEB_PROVIDER": searxng,
		"WEB_URL": s.Web.URL, "WEB_SECRET": "", "SPEECH_PROVIDER": openai, "SPEECH_URL": s.Speech.URL,
		"SPEECH_MODEL": "kokoro", "SPEECH_VOICE": "ko", "SPEECH_SECRET": "voice/key"})
	wantVariables(t, x.lambda(t, s, "site"), map[string]string{"WEB_PROVIDER": searxng,
		"SPEECH_PROVIDER": openai, "SPEECH_VOICE": "", "SPEECH_SECRET": ""})
}

func TestNoWebSearchAndNoVoice(t *testing.T) {
	s := DefaultSettings()
	s.Web.Provider, s.Speech.Provider = none, none
	x := synthesiseFor(t, s)
	wantActions(t, x, "Chat", "secretsmanager:")
	wantActions(t, x, "Chat", "polly:")
	if n := len(x.of("AWS::SecretsManager::Secret")); n != 0 {
		t.Errorf("%d secrets", n)
	}
}
