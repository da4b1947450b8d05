package apisign_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mundap/mundap/internal/aws/apisign"
	"github.com/mundap/mundap/internal/aws/awstest"
)

// sent keeps the last request.
type sent struct {
	request *http.Request
	body    string
}

func (s *sent) RoundTrip(r *http.Request) (*http.Response, error) {
	s.request = r
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		s.body = string(text)
	}
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

func TestRequestsToAPIGatewayAreSigned(t *testing.T) {
	for address, signed := range map[string]bool{
		"https://abc.execute-api.ap-northeast-2.amazonaws.com/0/v1/count": true,
		"https://search.example:8430/v1/count":                            false,
		"https://abc.execute-api.example.com/v1/count":                    false,
	} {
		var s sent
		client := &http.Client{Transport: apisign.New(awstest.Config(t, "ap-northeast-2"), &s)}
		resp, err := client.Post(address, "application/json", strings.NewReader("question"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		authorization := s.request.Header.Get("Authorization")
		if signed != strings.Contains(authorization, "/ap-northeast-2/execute-api/aws4_request") ||
			!signed && authorization != "" || s.body != "question" {
			t.Errorf("%s: %q with body %q", address, authorization, s.body)
		}
	}
}
