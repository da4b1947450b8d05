package dynamoledger_test

import (
	"net/http"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// counter counts calls.
type counter struct{ n atomic.Int64 }

func (c *counter) count() int { return int(c.n.Load()) }

type counting struct {
	counter *counter
	next    aws.HTTPClient
}

func (c counting) Do(r *http.Request) (*http.Response, error) {
	c.counter.n.Add(1)
	return c.next.Do(r)
}
