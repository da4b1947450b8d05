//go:build !arm64 && !(amd64 && goexperiment.simd)

package simd

func versions() []*Functions { return []*Functions{&portable} }
