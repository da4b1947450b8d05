package main

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/config/schema"
)

// checkMachine reports settings that have no effect on one instance, because they
// belong to the functions.
func (s Settings) checkMachine(f *faults) {
	if !s.Machine.Create {
		return
	}
	standard := DefaultSettings()
	standard.Site.AllowedOrigins = s.Site.AllowedOrigins
	standard.SignIn.SessionHours, standard.SignIn.IdleHours = s.SignIn.SessionHours, s.SignIn.IdleHours
	for _, x := range []struct {
		key       string
		set, left any
	}{
		{"site", s.Site, standard.Site}, {"sign_in", s.SignIn, standard.SignIn},
		{"limits", s.Limits, standard.Limits}, {"functions", s.Functions, standard.Functions},
		{"opensearch", s.OpenSearch, standard.OpenSearch}, {"kendra", s.Kendra, standard.Kendra},
		{"readers", s.Readers, standard.Readers}, {"backup", s.Backup, standard.Backup},
	} {
		f.unless(reflect.DeepEqual(x.set, x.left), x.key, "has no effect on one instance: leave it out")
	}
}

// addServices lets the machine use the voice, the search engine and the stores
// that the settings name, and writes the program's environment.
func (d *deployment) addServices(h *host) {
	s := d.settings
	all := s.shared()
	all.Profiles = schema.JSON(d.profiles())
	all.Speech, all.Web = s.voice(), s.searchOf(webKeyFile)
	env := schema.Environment(all, schema.OnAWS())
	lines := []string{"cat > " + environmentFile + " <<'ENV'"}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		lines = append(lines, name+"="+env[name])
	}
	h.run(append(lines, "ENV")...)

	if s.speaker() == polly {
		allowPolly(h.function)
	}
	if s.ReadQuotas {
		allowQuotas(h.function, s.Models)
	}
	grantStores(d, h.function, h.function)
	h.keep(d, s.Web.Secret, webKeyFile, "", "key", "google_api_key")
	if s.Web.Secret != "" {
		h.run(searchWithKeyOnly(webKeyFile, environmentFile))
	}
	h.keep(d, s.Speech.Secret, environmentFile, "MUNDAP_SPEECH_API_KEY=", "api_key")
}

const (
	environmentFile = "/etc/mundap/environment"
	webKeyFile      = "/etc/mundap/web-key"
)

// voice is what reads answers aloud on a machine, without its key.
func (s Settings) voice() schema.Speech {
	switch p := s.Speech; s.speaker() {
	case polly:
		return schema.Speech{Provider: polly, Voice: cmp.Or(p.Voice, voice)}
	case openai:
		return schema.Speech{Provider: openai, URL: p.URL, Model: p.Model, Voice: p.Voice}
	}
	return schema.Speech{}
}

// searchOf is the search engine of a machine, whose key is in a file.
func (s Settings) searchOf(file string) schema.Web {
	w := s.Web
	if s.engine() == none {
		return schema.OnAWS().Web
	}
	search := schema.Web{Provider: s.engine(), ID: w.ID, URL: w.URL, ReadPages: w.ReadPages}
	if w.Secret != "" {
		search.KeyFile = file
	}
	return search
}

// keep has the instance read a secret when it boots and append it to a file; see
// keepSecret. An empty name means that there is no secret.
func (h *host) keep(d *deployment, secret, file, before string, fields ...string) {
	if secret != "" {
		h.allowSecret(d, secret)
		h.run(append(keepSecret(*d.Region(), secret, file, before, fields...), "chown mundap "+file)...)
	}
}

// searchWithKeyOnly returns a command that takes the search engine out of an
// environment if the file with its key is empty: the program does not start with a
// search engine that lacks its key.
func searchWithKeyOnly(keyFile, environment string) string {
	return fmt.Sprintf("grep -q '[^[:space:]]' %s || sed -i '/^MUNDAP_WEB_/d' %s", keyFile, environment)
}

// keepSecret returns commands that append a line to a file that only its owner may
// read. The line consists of before and the secret. The secret is a text, or the
// first of the named fields in a JSON object. If it can't be read, it is left out,
// and the instance works without the service that needs it.
func keepSecret(region, secret, file, before string, fields ...string) []string {
	const take = `import json,sys; t=sys.stdin.read().strip(); ` +
		`print(next((v for v in map(json.loads(t).get, sys.argv[1:]) if v), "") if t.startswith("{") else t)`
	return []string{
		fmt.Sprintf("value=$(aws secretsmanager get-secret-value --region %s --secret-id '%s'"+
			" --query SecretString --output text | python3 -c '%s' %s) || echo \"The secret %s can't be read.\" >&2",
			region, secret, take, strings.Join(fields, " "), secret),
		fmt.Sprintf(`(umask 077; printf '%%s%%s\n' '%s' "${value:-}" >> %s)`, before, file),
	}
}
