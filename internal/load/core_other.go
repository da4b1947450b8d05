//go:build !unix

package load

func noCore() {}

func boundMemory(int64) {}
