package s3blob

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/document"
	"github.com/mundap/mundap/internal/fault"
)

// notification is what S3 sends (event message structure, version 2.x).
type notification struct {
	Records []struct {
		EventName string    `json:"eventName"` // "ObjectCreated:Put"
		EventTime time.Time `json:"eventTime"`
		S3        struct {
			Object struct {
				Key       string `json:"key"` // URL-encoded, a space as "+"
				Size      int64  `json:"size"`
				ETag      string `json:"eTag"`
				Sequencer string `json:"sequencer"`
			} `json:"object"`
		} `json:"s3"`
	} `json:"Records"`
}

// kinds are the events that change an object, by what their name begins with.
// (A restore, a tag or an ACL changes none.)
var kinds = map[string]blob.EventKind{
	"ObjectCreated":       blob.Created, // Put, Post, Copy, CompleteMultipartUpload
	"ObjectRemoved":       blob.Removed, // Delete, DeleteMarkerCreated
	"LifecycleExpiration": blob.Removed, // Delete, DeleteMarkerCreated
}

// ParseEvents reads the events of a notification that concern documents, in its
// order. Their keys are documents' keys (NFC), their versions S3's sequencers.
// Other keys and events, and the test message of a new notification, are left
// out. A record below document.Prefix or document.FAQPrefix whose key can be no
// document's gives an error of kind fault.Invalid in addition to the other events;
// what is no notification is fault.Damaged.
func ParseEvents(data []byte) ([]blob.Event, error) {
	var n notification
	if err := json.Unmarshal(data, &n); err != nil {
		return nil, fault.Wrap(fmt.Errorf("reading a notification of S3: %w", err), fault.Damaged,
			"", "")
	}
	var events []blob.Event
	var refused []error
	for _, r := range n.Records {
		name, _, _ := strings.Cut(strings.TrimPrefix(r.EventName, "s3:"), ":")
		kind, known := kinds[name]
		raw, err := url.QueryUnescape(r.S3.Object.Key)
		if !known || err == nil && !strings.HasPrefix(raw, document.Prefix) &&
			!strings.HasPrefix(raw, document.FAQPrefix) {
			continue
		}
		key, bad := objectKey(raw, err)
		if bad != nil {
			refused = append(refused, fmt.Errorf("an event of S3 for %q: %w", r.S3.Object.Key, bad))
			continue
		}
		events = append(events, blob.Event{
			Kind: kind, Key: key, Version: r.S3.Object.Sequencer, Size: r.S3.Object.Size,
			ETag: r.S3.Object.ETag,
			Time: r.EventTime,
		})
	}
	return events, errors.Join(refused...)
}

// objectKey returns the key of a document's object in NFC. It rejects names
// that can't be a document's.
func objectKey(raw string, err error) (string, error) {
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "", "")
	}
	key := norm.NFC.String(raw)
	o, err := document.ParseObject(key)
	if err != nil {
		return "", err
	}
	if !strings.HasSuffix("/"+key, "/"+o.Name) { // cut, or with its backslashes turned: nothing lies under the changed one
		return "", fault.Newf(fault.Invalid, "no document can have this name")
	}
	return key, nil
}
