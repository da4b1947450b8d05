//go:build !arm64

package simd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The loops for arm64 are compared with the portable ones on an emulated
// processor.
func TestNEONComputesTheSame(t *testing.T) {
	emulator, err := exec.LookPath("qemu-aarch64")
	if err != nil {
		t.Skip("needs qemu-aarch64 (Debian: qemu-user)")
	}
	binary := filepath.Join(t.TempDir(), "simd.test")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), emulator, binary, "-test.run",
		"^TestEveryVersion").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
