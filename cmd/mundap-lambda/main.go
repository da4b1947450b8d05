// Mundap-lambda runs Mundap on AWS Lambda (runtime provided.al2023). All
// functions run this one program: Lambda passes the handler's name in _HANDLER,
// and package lambdafn opens the function of that name. A build with the tag
// nodict contains no Korean dictionary; it is smaller and lacks the functions
// that need one, chat and document-manager.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/mundap/mundap/internal/lambdafn"
	"github.com/mundap/mundap/internal/load"
)

// version is set when the program is built.
var version = "dev"

func main() {
	// Files are read in child processes of this program: see package load.
	if len(os.Args) > 1 && os.Args[1] == load.WorkerCommand {
		os.Exit(load.WorkerMain(os.Args[2:]))
	}
	if err := run(context.Background(), os.Getenv); err != nil {
		fmt.Fprintln(os.Stderr, "mundap-lambda:", err)
		os.Exit(1)
	}
}

// run serves the runtime's events until the process ends.
func run(ctx context.Context, getenv func(string) string) error {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	config, err := lambdafn.FromEnv(getenv)
	if err != nil {
		return fmt.Errorf("reading the environment: %w", err)
	}
	config.Version = version
	f, err := lambdafn.Open(ctx, getenv("_HANDLER"), config, log)
	if err != nil {
		return err
	}
	lambda.StartWithOptions(func(ctx context.Context, event json.RawMessage) (any,
		error) {
		return f(ctx, event)
	}, lambda.WithContext(ctx))
	return nil
}
