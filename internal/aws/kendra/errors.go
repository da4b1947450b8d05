package kendra

import (
	"context"

	"github.com/mundap/mundap/internal/aws/awsfault"
	"github.com/mundap/mundap/internal/fault"
)

// classify is the one place where Kendra's errors get their kind.
func classify(ctx context.Context, doing string, err error) error {
	return awsfault.Classify(ctx, "kendra: "+doing, err, kindOf)
}

func kindOf(err error) fault.Kind { return codes.KindOf(err, fault.Unavailable) }

var codes = awsfault.Codes{
	"ResourceNotFoundException": fault.NotConfigured, // no such index
	"ServiceUnavailable":        fault.Overloaded,
}
