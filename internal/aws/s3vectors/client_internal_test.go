package s3vectors

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// The configuration's client has its proxy and certificates. Without one, calls must
// still end: the default has a time limit.
func TestCallsUseTheConfigurationsClient(t *testing.T) {
	own := &http.Client{}
	if c := newClient(aws.Config{HTTPClient: own}, Options{}); c.http != own {
		t.Errorf("calls use %v", c.http)
	}
	c, ok := newClient(aws.Config{}, Options{}).http.(*http.Client)
	if !ok || c.Timeout == 0 {
		t.Errorf("without a client, calls use %v", c)
	}
}
