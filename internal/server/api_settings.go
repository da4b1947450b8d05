package server

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/mundap/mundap/internal/fault"
	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/wire"
)

func (s *Server) getSettings(w http.ResponseWriter, r *http.Request, a asker) error {
	user, err := s.Settings.Get(r.Context(), a.User)
	if err != nil {
		return fmt.Errorf("reading settings: %w", err)
	}
	return ok(w, r, s.shown(user))
}

// patchSettings changes the settings that the body contains.
func (s *Server) patchSettings(w http.ResponseWriter, r *http.Request, a asker) error {
	req, err := decode[wire.Settings](w, r, maxBaseBody)
	if err != nil {
		return err
	}
	if err := check(req); err != nil {
		return err
	}
	user, err := settings.Update(r.Context(), s.Settings, a.User,
		func(u *settings.Settings) { merge(u, req) })
	if err != nil {
		return err
	}
	return ok(w, r, s.shown(user))
}

// shown returns a user's settings, with the server's defaults for those that
// the user has not changed.
func (s *Server) shown(user settings.Settings) wire.Settings {
	on := user.Over(s.options.Switches)
	return wire.Settings{
		References: &on.References, DualSearch: &on.DualSearch, Debug: &on.Debug,
		Speech: &on.Speech, Store: &on.Store,
		Language: &user.Language, Theme: &user.Theme, TextSize: &user.TextSize,
	}
}

func merge(u *settings.Settings, p wire.Settings) {
	set(&u.References, p.References)
	set(&u.DualSearch, p.DualSearch)
	set(&u.Debug, p.Debug)
	set(&u.Speech, p.Speech)
	take(&u.Store, p.Store)
	take(&u.Language, p.Language)
	take(&u.Theme, p.Theme)
	take(&u.TextSize, p.TextSize)
}

// set replaces a switch by a value that was given.
func set(to **bool, given *bool) {
	if given != nil {
		*to = given
	}
}

// take replaces a value by one that was given.
func take[T any](to *T, given *T) {
	if given != nil {
		*to = *given
	}
}

func check(p wire.Settings) error {
	known := func(name string, value *string, values ...string) error {
		if value == nil || *value == "" || slices.Contains(values, *value) {
			return nil
		}
		return fault.New(fault.Invalid, fmt.Sprintf("%s 설정에 쓸 수 없는 값이에요.", name),
			fmt.Sprintf("The setting %s can't have this value.", name))
	}
	if p.TextSize != nil && *p.TextSize != 0 && (*p.TextSize < 14 || *p.TextSize > 20) {
		return fault.New(fault.Invalid, "글자 크기는 14에서 20까지 고를 수 있어요.",
			"The text size can be 14 to 20.")
	}
	for _, err := range []error{
		known("store", p.Store, "opensearch", "kendra", "faiss", "local", "bedrock", "s3vectors"),
		known("language", p.Language, "ko", "en"),
		known("theme", p.Theme, "light", "dark"),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}
