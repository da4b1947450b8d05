package s3blob_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/aws/s3blob"
	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// notification is what S3 sends for a change, as its user guide shows it.
func notification(event, key string) string {
	return fmt.Sprintf(`{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"ap-northeast-2",
		"eventTime":"2026-03-01T12:00:00.123Z","eventName":%q,"userIdentity":{"principalId":"AWS:X"},
		"requestParameters":{"sourceIPAddress":"127.0.0.1"},"responseElements":{"x-amz-request-id":"C3D1"},
		"s3":{"s3SchemaVersion":"1.0","configurationId":"x","bucket":{"name":"b","ownerIdentity":{"principalId":"A"},"arn":"arn:aws:s3:::b"},
		"object":{"key":%q,"size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"v","sequencer":"0055AED6DCD90281E5"}}}]}`, event, key)
}

func TestEveryCreationAndRemovalIsAnEvent(t *testing.T) {
	for name, kind := range map[string]blob.EventKind{
		"ObjectCreated:Put": blob.Created, "ObjectCreated:Post": blob.Created,
		"ObjectCreated:Copy":                    blob.Created,
		"ObjectCreated:CompleteMultipartUpload": blob.Created, "s3:ObjectCreated:Put": blob.Created,
		"ObjectRemoved:Delete": blob.Removed, "ObjectRemoved:DeleteMarkerCreated": blob.Removed,
		"LifecycleExpiration:Delete":              blob.Removed,
		"LifecycleExpiration:DeleteMarkerCreated": blob.Removed,
	} {
		events, err := s3blob.ParseEvents([]byte(notification(name, "docs/a.pdf")))
		want := blob.Event{
			Kind: kind, Key: "docs/a.pdf", Version: "0055AED6DCD90281E5", Size: 1024,
			ETag: "d41d8cd98f00b204e9800998ecf8427e",
			Time: time.Date(2026, 3, 1, 12, 0, 0, int(123*time.Millisecond), time.UTC),
		}
		if err != nil || len(events) != 1 || events[0] != want {
			t.Errorf("%s: %+v, %v", name, events, err)
		}
	}
	for _, name := range []string{"ObjectRestore:Post", "ObjectTagging:Put", "ObjectAcl:Put",
		"ReducedRedundancyLostObject", ""} {
		if events, err := s3blob.ParseEvents([]byte(notification(name,
			"docs/a.pdf"))); err != nil || len(events) != 0 {
			t.Errorf("%s: %+v, %v", name, events, err)
		}
	}
}

func TestKeysOfEventsAreDecodedAndComposed(t *testing.T) {
	for raw, want := range map[string]string{
		"docs/" + url.QueryEscape("보고서 (최종)+1%.pdf"):         "docs/보고서 (최종)+1%.pdf",
		"docs/" + url.QueryEscape(norm.NFD.String("한글.hwp")): "docs/한글.hwp",
		"docs/%7Ekim/a+b.txt": "docs/~kim/a b.txt",
		"docs/a.pdf":          "docs/a.pdf",
		"faq/" + url.QueryEscape(norm.NFD.String("휴가.csv")): "faq/휴가.csv",
		"faq/folder/a.csv":                 "faq/folder/a.csv",
		"faq/a%5Cb.csv":                    "!",
		"content/abc/1.json":               "",  // none of a document
		"docs/folder/":                     "!", // a folder's mark
		"docs/%E3%80":                      "!",
		"docs/%zz":                         "!",
		"docs/../a":                        "!",
		"docs/a%5Cb":                       "!",
		"docs/" + strings.Repeat("x", 201): "!",
	} {
		events, err := s3blob.ParseEvents([]byte(notification("ObjectCreated:Put", raw)))
		switch {
		case want == "!":
			if !fault.Is(err, fault.Invalid) || len(events) != 0 {
				t.Errorf("%s: %+v, %v; want invalid", raw, events, err)
			}
		case want == "":
			if err != nil || len(events) != 0 {
				t.Errorf("%s: %+v, %v; want nothing", raw, events, err)
			}
		case err != nil || len(events) != 1 || events[0].Key != want:
			t.Errorf("%s: %+v, %v; want %s", raw, events, err, want)
		}
	}
}

func TestGoodRecordsBesideABadOneAreGiven(t *testing.T) {
	good, bad := notification("ObjectCreated:Put", "docs/a"), notification("ObjectCreated:Put",
		"docs//")
	joined := strings.TrimSuffix(bad, "]}") + "," + strings.TrimPrefix(good, `{"Records":[`)
	events, err := s3blob.ParseEvents([]byte(joined))
	if len(events) != 1 || !fault.Is(err, fault.Invalid) {
		t.Errorf("%+v, %v", events, err)
	}
}

func TestWhatIsNoNotification(t *testing.T) {
	hello := `{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-03-01T12:00:00.000Z","Bucket":"b","RequestId":"X","HostId":"Y"}`
	if events, err := s3blob.ParseEvents([]byte(hello)); err != nil || len(events) != 0 {
		t.Errorf("the test message: %+v, %v", events, err)
	}
	for _, s := range []string{"", "x", `{"Records":5}`, `[]`} {
		if _, err := s3blob.ParseEvents([]byte(s)); !fault.Is(err, fault.Damaged) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func FuzzParseEvents(f *testing.F) {
	f.Add([]byte(notification("ObjectCreated:Put", "docs/%ED%95%9C+a.pdf")))
	f.Add([]byte(notification("ObjectRemoved:Delete", "docs/%zz")))
	f.Add([]byte(notification("ObjectCreated:Put", "faq/%ED%95%9C.csv")))
	f.Add([]byte(`{"Records":[null,{"s3":null}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		events, err := s3blob.ParseEvents(data)
		if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Damaged) {
			t.Fatalf("an error of another kind: %v", err)
		}
		for _, e := range events {
			if _, err := document.ParseObject(e.Key); err != nil || blob.CheckKey(e.Key) != nil {
				t.Fatalf("the key %q: %v", e.Key, err)
			}
			if _, err := json.Marshal(e); err != nil {
				t.Fatal(err)
			}
		}
	})
}
