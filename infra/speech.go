package main

import (
	"cmp"
	"maps"

	"github.com/mundap/mundap/internal/config/schema"
)

// Speech is the service that reads answers aloud.
type Speech struct {
	// Provider is polly, openai (any server with /audio/speech) or none. Empty:
	// polly.
	Provider string `yaml:"provider" json:"provider"`
	// URL is the base address of the server, such as https://api.openai.com/v1.
	URL   string `yaml:"url" json:"url"`
	Model string `yaml:"model" json:"model"` // empty: tts-1
	Voice string `yaml:"voice" json:"voice"` // empty: alloy, or Polly's Seoyeon
	// Secret is the name of the secret in Secrets Manager that holds the server's
	// key: its text, or a JSON object with api_key. You make it. Empty: the server
	// needs none.
	Secret string `yaml:"secret" json:"secret"`
}

const (
	polly  = "polly"
	openai = "openai"
)

// voice is Polly's neural Korean voice.
const voice = "Seoyeon"

// speaker is the service that reads answers aloud.
func (s Settings) speaker() string { return cmp.Or(s.Speech.Provider, polly) }

// checkSpeech reports what the voice lacks.
func (s Settings) checkSpeech(f *faults) {
	p, speaker := s.Speech, s.speaker()
	f.oneOf("speech.provider", speaker, polly, openai, none)
	f.unless(speaker == openai && httpsAddress(p.URL) || speaker != openai && p.URL == "", "speech.url",
		"%q: provider openai, and only this one, needs an address such as https://api.openai.com/v1", p.URL)
	f.unless(speaker == openai || p.Model == "" && p.Secret == "", "speech.provider",
		"model and secret belong to provider openai")
	f.unless(p.Secret == "" || secretName.MatchString(p.Secret), "speech.secret",
		"%q is no name of a secret (not its value, not its ARN)", p.Secret)
	f.unless(speaker != openai || s.DataRegion == "", "speech.provider",
		"data must stay in %s, but this server on the internet would get the answers", s.DataRegion)
}

// grantSpeech lets chat read answers aloud. The site offers what chat can do.
func grantSpeech(d *deployment, fs *functions) {
	p := d.settings.Speech
	switch d.settings.speaker() {
	case polly:
		allowPolly(fs.chat)
		env := changed(func(s *schema.Settings) {
			s.Speech.Provider, s.Speech.Voice = polly, cmp.Or(p.Voice, voice)
		})
		fs.chat.set(env)
		fs.site.set(env)
	case openai:
		env := changed(func(s *schema.Settings) { s.Speech.Provider, s.Speech.URL = openai, p.URL })
		fs.site.set(env)
		maps.Copy(env, changed(func(s *schema.Settings) { s.Speech.Model, s.Speech.Voice = p.Model, p.Voice }))
		maps.Copy(env, facts(schema.Deployment{SpeechSecret: p.Secret}))
		fs.chat.set(env)
		fs.chat.allowSecret(d, p.Secret)
	}
}

// allowPolly lets a function read texts aloud. Polly has no resource for a voice;
// lexicons, its only kind, are not used.
func allowPolly(f *function) { f.allow([]string{"*"}, "polly:SynthesizeSpeech") }
