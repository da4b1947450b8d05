package app

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/mundap/mundap/internal/auth/oidc"
	"github.com/mundap/mundap/internal/config"
	"github.com/mundap/mundap/internal/config/schema"
	"github.com/mundap/mundap/internal/fault"
)

// newOIDC returns the configured identity provider, or nil if there is none. If
// the configuration names a file with a secret, that file must exist.
func newOIDC(c schema.OIDC) (*oidc.Provider, error) {
	if c.Issuer == "" {
		return nil, nil
	}
	o, err := config.Provider(c)
	if err != nil {
		return nil, err
	}
	o.Secret = func(context.Context) (string, error) { return c.ClientSecret.Value(), nil }
	if c.ClientSecretFile != "" {
		o.Secret = func(context.Context) (string, error) { return readSecret(c.ClientSecretFile) }
		if _, err := readSecret(c.ClientSecretFile); err != nil {
			return nil, err
		}
	}
	p, err := oidc.New(o)
	if err != nil {
		return nil, fmt.Errorf("preparing the identity provider: %w", err)
	}
	return p, nil
}

// CheckProvider asks the configuration's identity provider for its description.
func CheckProvider(ctx context.Context, c config.Config) error {
	p, err := newOIDC(c.OIDC)
	if err != nil || p == nil {
		return err
	}
	return p.Check(ctx)
}

// readSecret reads a file that contains nothing but a secret.
func readSecret(path string) (string, error) {
	text, err := os.ReadFile(path)
	if secret := strings.TrimSpace(string(text)); err == nil && secret != "" {
		return secret, nil
	}
	if err == nil {
		err = fmt.Errorf("%s is empty", path)
	}
	return "", fault.Wrap(err, fault.NotConfigured,
		fmt.Sprintf("oidc.client_secret_file의 파일을 읽지 못했어요: %s. 경로, 권한, 내용을 확인해 주세요.", path),
		fmt.Sprintf("The file %s of oidc.client_secret_file can't be read, or is empty. Check its path, permissions and content.", path))
}
