package app

import (
	"context"

	"github.com/mundap/mundap/internal/config"
)

// Serve runs the server until ctx ends.
func Serve(ctx context.Context, c config.Config, o Options) error {
	<-ctx.Done()
	return nil
}
