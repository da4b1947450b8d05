package simd

// Versions are all that run here.
func Versions() []*Functions { return versions() }
