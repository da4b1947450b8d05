package blob_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
	"github.com/mundap/mundap/internal/fault"
)

func TestKeysThatAreNoneGetNoURL(t *testing.T) {
	m := blobtest.NewMemory(nil, nil)
	for _, key := range []string{"", "/a", "a/../b", "a\x00b"} {
		if u, err := m.PresignPut(t.Context(), blob.Upload{Key: key, Expires: time.Hour}); !fault.Is(err,
			fault.Invalid) {
			t.Errorf("PUT %q: %q, %v", key, u, err)
		}
		if u, err := m.PresignGet(t.Context(), key, blob.Download{Expires: time.Hour}); !fault.Is(err,
			fault.Invalid) {
			t.Errorf("GET %q: %q, %v", key, u, err)
		}
	}
}

// request sends a request to the URLs of m.
func request(m http.Handler, method, url, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequest(method, url, strings.NewReader(body)))
	return w
}

func TestAnUploadWithoutALimitMayBeLong(t *testing.T) {
	m := blobtest.NewMemory(nil, nil)
	u, err := m.PresignPut(t.Context(), blob.Upload{Key: "docs/a.txt", Expires: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if w := request(m, "PUT", u, strings.Repeat("a", 1<<16)); w.Code != http.StatusOK {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}

func TestRefusalsAreJSONThatIsNotSniffed(t *testing.T) {
	m := blobtest.NewMemory(nil, nil)
	for method, status := range map[string]int{"GET": 403, "PUT": 403, "POST": 405} {
		w := request(m, method, blobtest.MemoryPath+"docs/a.txt", "")
		h := w.Header()
		if w.Code != status || h.Get("Content-Type") != "application/json; charset=utf-8" ||
			h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(w.Body.String(), `"msg":`) {
			t.Errorf("%s: status %d, %v, %s", method, w.Code, h, w.Body)
		}
	}
}

func TestAnUploadThatIsForbiddenMeanwhileIsNotStored(t *testing.T) {
	m := blobtest.NewMemory(nil, nil)
	asked := 0
	m.AllowUploads(func(context.Context, string) error {
		if asked++; asked > 1 {
			return fault.Newf(fault.Forbidden, "taken back")
		}
		return nil
	})
	u, err := m.PresignPut(t.Context(), blob.Upload{Key: "docs/a.txt", Expires: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if w := request(m, "PUT", u, "글"); w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
	if _, err := m.Stat(t.Context(), "docs/a.txt"); !fault.Is(err, fault.NotFound) {
		t.Errorf("it is stored: %v", err)
	}
}

func TestAReaderEndsWhereTheObjectDoes(t *testing.T) {
	m := blobtest.NewMemory(nil, nil)
	info, err := m.Put(t.Context(), "docs/a.txt", strings.NewReader("0123456789"), blob.PutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s := blob.NewReadSeeker(t.Context(), m, info)
	defer s.Close()
	for _, at := range []int64{10, 11} {
		if _, err := s.Seek(at, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
			t.Errorf("at %d: %d, %v", at, n, err)
		}
	}
	if _, err := s.Seek(-3, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(s); err != nil || string(got) != "789" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := s.Seek(-1, io.SeekStart); err == nil {
		t.Error("sought to before the start")
	}
	if _, err := m.Put(t.Context(), "docs/a.txt", strings.NewReader("neu"), blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(s); !fault.Is(err, fault.Conflict) {
		t.Errorf("of an object that was put again: %q, %v", got, err)
	}
	if _, err := s.Seek(10, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("at the end of what was there: %d, %v", n, err)
	}
}
