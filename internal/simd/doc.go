// Package simd holds the inner loops of the text encoder and of the vector
// search, in versions for different processors.
//
// [Best] gives the fastest [Functions] that this build and this processor can
// run, [Portable] the plain Go ones. All give the same results, in floating
// point but for a rounding in half a billion.
//
// The versions for amd64 use the compiler's SIMD experiment and are part of a
// build with GOEXPERIMENT=simd. They need AVX2 and FMA; where the processor has
// AVX-512 VNNI, products use it, in assembly. The version for arm64 is assembly
// and part of every build.
package simd
