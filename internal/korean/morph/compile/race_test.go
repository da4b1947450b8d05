//go:build race

package main

// raceDetector makes compiling take minutes, and there is nothing concurrent in it.
const raceDetector = true
