// Package decision decides whether a passage supports a sentence. Its input are
// [Signals]: named numbers that measure how well the two match. A [Decision]
// contains the learned weights; decisions.json stores them, and TestFit learns
// them.
package decision
