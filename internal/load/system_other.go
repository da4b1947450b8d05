//go:build !unix

package load

import (
	"os"
	"syscall"
)

func noCore() {}

func boundMemory(int64) {}

func ownGroup() *syscall.SysProcAttr { return nil }

func yield(int) {}

func stopped(*os.ProcessState) bool { return false }

func outOfMemory(*os.ProcessState) bool { return false }
