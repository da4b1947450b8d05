// Package simd has the inner loops of the text encoder and the vector search,
// in versions for different processors.
//
// [Best] returns the fastest [Functions] that this build and this processor can
// run; [Portable] returns those in plain Go. All versions give the same
// results, except that floating-point results may differ by one part in half a
// billion.
//
// The versions for amd64 use the compiler's experimental SIMD support, and are
// only part of builds with GOEXPERIMENT=simd. They need AVX2 and FMA. On
// processors with AVX-512 VNNI, the products use it; these are written in
// assembly. The version for arm64 is in assembly and part of every build.
package simd
