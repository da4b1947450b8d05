//go:build race

package morph

// raceDetector: sync.Pool forgets on purpose under the race detector.
const raceDetector = true
