// Mundap answers Korean questions from people's own documents and shows the
// sources, so that people can check the answers. This program contains the
// server and the command-line tools; `mundap help` lists the commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/load"
	"github.com/mundap/mundap/internal/pace"
)

// version is set when the program is built.
var version = "dev"

func main() {
	// Files are read in child processes of this program: see package load.
	if len(os.Args) > 1 && os.Args[1] == load.WorkerCommand {
		os.Exit(load.WorkerMain(os.Args[2:]))
	}
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		pace.AddThread() // before anything depends on how many there are
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

// Exit statuses.
const (
	statusFailed = 1 // the work was not done
	statusUsage  = 2 // the command line makes no sense
)

// errSilent ends a command with statusFailed when what was wrong has been said already.
var errSilent = errors.New("")

func run(ctx context.Context, args []string) int {
	p := newProgram(os.Stdin, os.Stdout, os.Stderr)
	root := p.command()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errSilent):
		return statusFailed
	}
	if usage, ok := errors.AsType[usageError](err); ok {
		fmt.Fprintf(os.Stderr, "mundap: %s\n", p.misused(usage))
		return statusUsage
	}
	fmt.Fprintf(os.Stderr, "mundap: %s\n", p.explain(err))
	return statusFailed
}

// explain is what a person reads of an error: its sentence where it has one, otherwise everything.
func (p *program) explain(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		text := fault.MessageOf(err).In(p.language)
		if p.verbose || e.Message.IsZero() {
			text += "\n  " + err.Error()
		}
		return text
	}
	if errors.Is(err, context.Canceled) {
		return fault.Canceled.Message().In(p.language)
	}
	return err.Error()
}
