package lambdafn

import (
	"context"
	"strings"
)

type addressKey struct{}

// from returns a context that knows the network address of a request.
func from(ctx context.Context, address string) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// addressOf returns the address that from has set, or "".
func addressOf(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}

// clientAddress returns the address that limits count a request by. source is the
// address that API Gateway saw. That is CloudFront's, if the request came through
// it, and then the client's is the hop before the last one. The header can be
// trusted only if the request has the API key (site.firewall), which CloudFront
// alone knows: whoever calls API Gateway directly can write any header.
func clientAddress(source, apiKey, forwarded string) string {
	hops := strings.Split(forwarded, ",")
	if n := len(hops); apiKey != "" && n >= 2 {
		return strings.TrimSpace(hops[n-2])
	}
	return source
}
