package settings_test

import (
	"testing"

	"github.com/mundap/mundap/internal/settings"
	"github.com/mundap/mundap/internal/settings/settingstest"
)

func TestMemory(t *testing.T) {
	settingstest.Run(t, func(*testing.T) settings.Store { return new(settingstest.Memory) })
}

func TestSwitchesFollowTheDefaultsUntilSet(t *testing.T) {
	defaults := settings.Switches{References: true, DualSearch: false, Debug: true, Store: "local"}
	if got := (settings.Settings{}).Over(defaults); got != defaults {
		t.Errorf("nothing set: %+v", got)
	}
	on, off := true, false
	got := settings.Settings{References: &off, DualSearch: &on, Store: "kendra"}.Over(defaults)
	if want := (settings.Switches{DualSearch: true, Debug: true, Store: "kendra"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
