//go:build !unix

package load

func noCore() {}
