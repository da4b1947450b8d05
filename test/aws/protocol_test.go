package aws_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

	"github.com/mundap/mundap/test/protocol"
)

// TestTheProtocol tests the functions as test/e2e does the program.
func TestTheProtocol(t *testing.T) {
	t.Parallel()
	e := deploy(t, readTemplate(t, "default"), options{calm: true})
	p := e.signIn()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	site, err := url.Parse(e.site.URL)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(site, []*http.Cookie{p.cookie})
	p.toldOfAnUpload(t)
	client := &http.Client{Transport: e.client.Transport, Jar: jar}
	protocol.Test(t, func(t *testing.T) protocol.Client {
		var done string
		p.inner("/delete", map[string]string{"userId": "kim"}, "msg", &done)
		return protocol.Client{T: t, URL: e.site.URL, User: "kim", HTTP: client}
	})
}
