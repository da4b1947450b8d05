package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/wiring"
)

// lambdaService is AWS Lambda with one function, which answers with a payload.
func lambdaService(t *testing.T, status int, functionError, payload string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path != "/2015-03-31/functions/shop-document-manager/invocations" ||
			r.URL.Query().Get("Qualifier") != "live" || string(body) != `{"mundapIndexSize":true}` {
			t.Errorf("%s: %s", r.URL, body)
		}
		if functionError != "" {
			w.Header().Set("X-Amz-Function-Error", functionError)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, payload)
	}))
	t.Cleanup(s.Close)
	for name, value := range map[string]string{"AWS_ENDPOINT_URL_LAMBDA": s.URL, "AWS_REGION": "ap-northeast-2",
		"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_MAX_ATTEMPTS": "1"} {
		t.Setenv(name, value)
	}
}

// TestTheDoctorAsksADeploymentForItsIndex by the command line.
func TestTheDoctorAsksADeploymentForItsIndex(t *testing.T) {
	for _, c := range []struct {
		status                 int
		functionError, payload string
		want                   string
		wrong                  bool
	}{
		{200, "", `{"version":"1.2","used":true,"passages":31000,"bytes":84000000,"limit":400000000,"full":360000000}`,
			"✓ Index: 31000 passages, 84.0 MB, 21% of the limit of 400 MB", false},
		{200, "Unhandled", `{"errorMessage":"no bucket"}`, "✗ Deployment shop: The function shop-document-manager could not tell", true},
		{200, "", `not JSON`, "could not tell the size", true},
		{404, "", `{"Message":"Function not found"}`, "in ap-northeast-2 could not be called", true},
		{403, "", `{"Message":"not authorized"}`, "lambda:InvokeFunction", true},
	} {
		t.Run(c.want, func(t *testing.T) {
			lambdaService(t, c.status, c.functionError, c.payload)
			t.Setenv("MUNDAP_LANG", "en")
			var out, errOut strings.Builder
			p := newProgram(strings.NewReader(""), &out, &errOut)
			cmd := p.command()
			cmd.SetArgs([]string{"doctor", "--deployment", "shop"})
			err := cmd.ExecuteContext(t.Context())
			if !strings.Contains(out.String(), c.want) || (err != nil) != c.wrong {
				t.Errorf("%v: %s", err, out.String())
			}
		})
	}
}

// TestTheDoctorWarnsBeforeTheIndexIsFull and says what to do.
func TestTheDoctorWarnsBeforeTheIndexIsFull(t *testing.T) {
	of := func(mb int64) wiring.IndexSize {
		return wiring.IndexSize{Used: true, Bytes: mb * 1e6, Limit: 400e6, Full: 360e6, Passages: 5}
	}
	readers := of(9000)
	readers.Limit, readers.Readers = 0, 4
	unused := of(0)
	unused.Used = false
	for _, c := range []struct {
		size         wiring.IndexSize
		want         string
		advice, fail bool
	}{
		{of(0), "✓ 색인: 문단 5개, 0.0 MB, 한도 400 MB의 0%", false, false},
		{of(287), "✓ 색인: 문단 5개, 287.0 MB, 한도 400 MB의 71%", false, false},
		{of(288), "· 360 MB부터 새 문서를 받지 않아요", true, false},
		{of(360), "✗ 색인: 문단 5개, 360.0 MB, 한도 400 MB의 90%", true, true},
		{of(401), "✗ 색인: 문단 5개, 401.0 MB로 한도(400 MB)를 넘어서", true, true},
		{readers, "✓ 색인: 문단 5개, 9000.0 MB, 한도 없음 (검색 서버의 샤드 4개)", false, false},
		{unused, "✓ 자체 색인은 쓰지 않아요", false, false},
	} {
		var out strings.Builder
		d := doctor{program: newProgram(strings.NewReader(""), &out, io.Discard)}
		d.language = "ko"
		d.indexSize(c.size)
		if got := out.String(); !strings.Contains(got, c.want) || d.wrong != c.fail ||
			strings.Contains(got, "functions.index_mb") != c.advice {
			t.Errorf("%d bytes: wrong: %t\n%s", c.size.Bytes, d.wrong, got)
		}
	}
}
