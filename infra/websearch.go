package main

import (
	"cmp"
	"net/url"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/jsii-runtime-go"

	"github.com/mundap/mundap/internal/config/schema"
)

// Web is the search engine that is asked if no document answers a question.
type Web struct {
	// Provider is google, naver, brave, searxng or none. Empty: google, or none on
	// one instance or if the data must stay in a region.
	Provider string `yaml:"provider" json:"provider"`
	// ID is Naver's client ID, or on one instance Google's search engine. For the
	// functions, Google's key and search engine are in the secret googl_api_key,
	// which the stack makes.
	ID string `yaml:"id" json:"id"`
	// URL is the https address of a SearXNG server on the internet.
	URL string `yaml:"url" json:"url"`
	// Secret is the name of the secret in Secrets Manager that holds Naver's client
	// secret, Brave's key or, on one instance, Google's: its text, or a JSON object
	// with key. You make it.
	Secret string `yaml:"secret" json:"secret"`
	// ReadPages reads the pages that were found, not only the engine's excerpts.
	ReadPages bool `yaml:"read_pages" json:"read_pages"`
}

const (
	google  = "google"
	naver   = "naver"
	brave   = "brave"
	searxng = "searxng"
	none    = "none"
)

// googleSecret is the base system's name, its spelling included: tools of its users look for it.
const googleSecret = "googl_api_key"

// engine is the search engine that is asked.
func (s Settings) engine() string {
	if s.Web.Provider == "" && (s.DataRegion != "" || s.Machine.Create) {
		return none
	}
	return cmp.Or(s.Web.Provider, google)
}

// checkWeb reports what the search engine lacks.
func (s Settings) checkWeb(f *faults) {
	w, engine := s.Web, s.engine()
	f.oneOf("web.provider", engine, google, naver, brave, searxng, none)
	f.unless(engine == none || s.DataRegion == "", "web.provider",
		"data must stay in %s, but a search engine would get the questions", s.DataRegion)
	own := engine == google && s.Machine.Create // without the secret of the functions
	f.unless((engine == naver || own) == (w.ID != ""), "web.id",
		"Naver needs its client ID and, on one instance, Google its search engine; no other provider has an ID")
	f.unless(engine == searxng && httpsAddress(w.URL) || engine != searxng && w.URL == "", "web.url",
		"%q: provider searxng, and only this one, needs an address such as https://search.example.com", w.URL)
	needs := engine == naver || engine == brave || own
	f.unless(needs == (w.Secret != ""), "web.secret",
		"Naver, Brave and, on one instance, Google need the name of a secret with their key; no other provider has one")
	f.unless(w.Secret == "" || secretName.MatchString(w.Secret), "web.secret",
		"%q is no name of a secret (not its value, not its ARN)", w.Secret)
}

func httpsAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && u.RawQuery == "" &&
		u.Fragment == ""
}

// grantWeb lets chat search the web. The site offers the switch for it, without
// the right to read the secret.
func grantWeb(d *deployment, fs *functions) {
	switch w, engine := d.settings.Web, d.settings.engine(); engine {
	case none:
		return
	case google:
		grantGoogle(d, fs)
	default:
		env := changed(func(s *schema.Settings) { s.Web.Provider, s.Web.ID, s.Web.URL = engine, w.ID, w.URL })
		fs.site.set(env)
		fs.chat.set(env)
		fs.chat.set(facts(schema.Deployment{WebSecret: w.Secret}))
		fs.chat.allowSecret(d, w.Secret)
	}
	fs.chat.set(changed(func(s *schema.Settings) { s.Web.ReadPages = d.settings.Web.ReadPages }))
}

// grantGoogle makes the secret with the key and the engine of Google's search. Its
// values are made up at first, which counts as not configured.
func grantGoogle(d *deployment, fs *functions) {
	secret := awssecretsmanager.NewSecret(d.Stack, jsii.String("GoogleSecret"),
		&awssecretsmanager.SecretProps{
			SecretName:    jsii.String(googleSecret),
			Description:   jsii.String("Key and search engine of Google's Programmable Search"),
			RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
			GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
				SecretStringTemplate: jsii.String(`{"google_cse_id":"cse_id"}`),
				GenerateStringKey:    jsii.String("google_api_key"),
				ExcludeCharacters:    jsii.String(`/@"`),
			},
		})
	fs.chat.allow([]string{*secret.SecretArn()}, "secretsmanager:GetSecretValue")
	fs.chat.set(facts(schema.Deployment{GoogleSecret: googleSecret}))
	fs.site.set(facts(schema.Deployment{GoogleSecret: googleSecret}))
}

// changed are the variables of settings that change makes.
func changed(change func(*schema.Settings)) map[string]string {
	s := schema.OnAWS()
	change(&s)
	return schema.Environment(s, schema.OnAWS())
}

// allowSecret lets the function read the secret with a name; if "", there is none.
func (f *function) allowSecret(d *deployment, name string) {
	if name != "" {
		// Secrets Manager puts six characters of its own behind a name.
		f.allow([]string{d.arn("secretsmanager", "secret:"+name+"-??????")}, "secretsmanager:GetSecretValue")
	}
}
