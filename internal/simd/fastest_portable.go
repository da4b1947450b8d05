//go:build !arm64 && !(amd64 && goexperiment.simd)

package simd

func fastest() *Functions { return &portable }
