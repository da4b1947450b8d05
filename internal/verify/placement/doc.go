// Package placement tells whether the values of a claim stand in the passage where
// they stand in the claim. [Values] finds for each value the part of the passage that
// has it with the same words around it (place.go, beside.go), and objects if another
// value fits these words better (apart.go). A value that the passage lacks is accepted
// if it follows from others (package arithmetic), lies in a range (range.go) or goes
// without saying (understood.go). [Interchanged] compares which noun each value
// follows, and [Instance] the cases that the claim supposes with the passage's limits.
// [Likest] finds the value of another passage that stands in the same place.
package placement
