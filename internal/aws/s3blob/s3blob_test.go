package s3blob_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/aws/awstest"
	"github.com/mundap/mundap/internal/aws/s3blob"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/test/servers"
)

// TestS3 runs everything against one versitygw.
func TestS3(t *testing.T) {
	endpoint := servers.S3(t)
	t.Run("keeps the contract", func(t *testing.T) {
		blobtest.Run(t, blobtest.Harness{Open: func(t *testing.T,
			_ blob.Listener) blobtest.Fixture {
			s, _, _ := open(t, endpoint)
			return blobtest.Fixture{Store: s, FoldersOnly: true}
		}})
	})
	for name, test := range map[string]func(*testing.T, string){
		"an object under a decomposed name is found": decomposedNames,
		"a large object goes through a file":         largeObject,
		"a missing bucket is not configured":         missingBucket,
	} {
		t.Run(name, func(t *testing.T) { test(t, endpoint) })
	}
}

func client(t *testing.T, endpoint string) *s3.Client {
	return s3.NewFromConfig(awstest.Config(t, servers.Region), func(o *s3.Options) {
		o.BaseEndpoint, o.UsePathStyle = &endpoint, true
	})
}

// open makes an empty bucket for one test.
func open(t *testing.T, endpoint string) (*s3blob.Store, *s3.Client, string) {
	t.Helper()
	c := client(t, endpoint)
	sum := sha256.Sum256([]byte(t.Name()))
	bucket := "b" + hex.EncodeToString(sum[:8])
	if _, err := c.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
		t.Fatal(err)
	}
	return s3blob.New(c, bucket), c, bucket
}

func read(t *testing.T, s *s3blob.Store, key string) string {
	t.Helper()
	r, _, err := s.Get(t.Context(), key, blob.Range{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func decomposedNames(t *testing.T, endpoint string) {
	s, c, bucket := open(t, endpoint)
	key := "docs/한글 보고서.txt"
	raw := norm.NFD.String(key)
	if _, err := c.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &raw,
		Body: strings.NewReader("from a Mac")}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s, key); got != "from a Mac" {
		t.Errorf("it reads %q", got)
	}
	if info, err := s.Stat(t.Context(), key); err != nil || info.Key != key {
		t.Errorf("stat %+v, %v", info, err)
	}
	link, err := s.PresignGet(t.Context(), key, blob.Download{Expires: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	r, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Get(link)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Errorf("its link answers %d", r.StatusCode)
	}
	if err := s.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Stat(t.Context(), key); !fault.Is(err, fault.NotFound) {
		t.Errorf("after its deletion: %v", err)
	}
}

func largeObject(t *testing.T, endpoint string) {
	t.Setenv("TMPDIR", t.TempDir())
	s, _, _ := open(t, endpoint)
	content := bytes.Repeat([]byte("0123456789abcdef"), 9<<16) // 9 MiB
	info, err := s.Put(t.Context(), "docs/large", io.MultiReader(bytes.NewReader(content)),
		blob.PutOptions{})
	if err != nil || info.Size != int64(len(content)) {
		t.Fatalf("%+v, %v", info, err)
	}
	if got := read(t, s, "docs/large"); got != string(content) {
		t.Errorf("%d bytes come back", len(got))
	}
}

func missingBucket(t *testing.T, endpoint string) {
	s := s3blob.New(client(t, endpoint), "no-such-bucket")
	if _, err := s.Put(t.Context(), "docs/a", strings.NewReader("x"),
		blob.PutOptions{}); !fault.Is(err, fault.NotConfigured) {
		t.Errorf("%v", err)
	}
}

func TestErrorsAreClassified(t *testing.T) {
	for code, c := range map[string]struct {
		status int
		want   fault.Kind
	}{
		"SlowDown":                   {503, fault.Throttled},
		"ServiceUnavailable":         {503, fault.Overloaded},
		"InternalError":              {500, fault.Unavailable},
		"AccessDenied":               {403, fault.Forbidden},
		"ConditionalRequestConflict": {409, fault.Conflict},
		"EntityTooLarge":             {400, fault.TooLarge},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(c.status)
			if r.Method != http.MethodHead {
				io.WriteString(w, `<?xml version="1.0"?><Error><Code>`+code+`</Code><Message>m</Message></Error>`)
			}
		}))
		s := s3blob.New(client(t, server.URL), "b")
		if _, err := s.Put(t.Context(), "docs/a", strings.NewReader("x"),
			blob.PutOptions{}); !fault.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", code, err, c.want)
		}
		if code == "AccessDenied" {
			if _, err := s.Stat(t.Context(), "docs/a"); !fault.Is(err,
				c.want) { // a HEAD has no body
				t.Errorf("a HEAD's 403: %v", err)
			}
		}
		server.Close()
	}
	s := s3blob.New(client(t, "http://127.0.0.1:1"), "b")
	if _, err := s.Stat(t.Context(), "docs/a"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("unreachable: %v", err)
	}
}
