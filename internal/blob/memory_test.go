package blob_test

import (
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mundap/mundap/internal/blob"
	"github.com/mundap/mundap/internal/blob/blobtest"
)

func TestMemory(t *testing.T) {
	blobtest.Run(t, blobtest.Harness{
		Events: true, SizeLimit: true,
		Open: func(t *testing.T, listen blob.Listener) blobtest.Fixture {
			var ahead atomic.Int64
			m := blobtest.NewMemory(listen, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
			server := httptest.NewServer(m)
			t.Cleanup(server.Close)
			return blobtest.Fixture{Store: m, Base: server.URL,
				Advance: func(d time.Duration) { ahead.Add(int64(d)) }}
		},
	})
}
