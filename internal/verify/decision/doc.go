// Package decision decides whether a passage supports a sentence from signals,
// which are named numbers that measure how well the two match. What each signal
// counts is learned; decisions.json holds the result.
package decision
