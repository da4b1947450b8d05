package main

import (
	"testing"
)

// chosen are settings that the shipped configurations leave out.
func chosen() Settings {
	s := walled()
	s.Region, s.Site.AllowedOrigins = firewallRegion, []string{"https://chat.example.com"}
	s.Backup.VersionDays, s.ReadQuotas = 30, true
	return s
}

// TestNag: every finding of AWS Solutions is mended, or accepted in nag.go with a reason.
func TestNag(t *testing.T) {
	for name, s := range map[string]Settings{"default": DefaultSettings(), "seed": SeedSettings(),
		"chosen": chosen()} {
		t.Run(name, func(t *testing.T) {
			checkedTemplate(t, s)
		})
	}
}
