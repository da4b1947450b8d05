package lambdafn

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/config/schema"
)

// Config is what the stack passes to a function in its environment.
type Config struct {
	schema.Deployment
	Settings schema.Settings
	Version  string // of the program; not from the environment
	Function string // AWS_LAMBDA_FUNCTION_NAME: chat invokes itself by it
}

// Ways of signing in, as Deployment.SignIn names them.
const (
	ownAccounts = "accounts"
	provider    = "oidc"
	nobody      = "none"
)

// FromEnv reads a Config with getenv. For an invalid value, the error names the
// variable.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{
		Deployment: schema.Deployment{SignIn: ownAccounts}, Settings: schema.OnAWS(),
		Function: getenv("AWS_LAMBDA_FUNCTION_NAME"),
	}
	err := errors.Join(schema.Read(&c.Deployment, getenv), schema.Read(&c.Settings, getenv))
	if err != nil {
		return c, err
	}
	c.SiteURL = strings.TrimRight(c.SiteURL, "/")
	if queue, ok := strings.CutSuffix(c.QueueURL, ".fifo"); ok && c.DeadQueueURL == "" {
		c.DeadQueueURL = queue + "-dead.fifo"
	}
	if ways := []string{ownAccounts, provider, nobody}; !slices.Contains(ways, c.SignIn) {
		return c, fmt.Errorf("MUNDAP_SIGN_IN is %q, and should be one of %s", c.SignIn,
			strings.Join(ways, ", "))
	}
	if err := config.CheckShared(c.Settings); err != nil {
		return c, fmt.Errorf("reading the environment: %w", err)
	}
	return c, nil
}

// open reports whether everybody who reaches the site is its owner.
func (c Config) open() bool { return c.SignIn == nobody }

// noPasswords reports whether Mundap's own accounts can't sign in. A function
// that knows no provider accepts no passwords either.
func (c Config) noPasswords() bool {
	return c.SignIn == provider && (c.Settings.OIDC.Issuer == "" || !c.Settings.OIDC.OwnAccounts)
}
