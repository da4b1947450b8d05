// Package placement checks whether the values of a claim are in the same place
// in the passage, that is, with the same words around them. [Values] finds the
// part of the passage for each value (place.go, beside.go), and objects if
// another value fits these words better (apart.go). A value that the passage
// lacks is accepted if it follows from others (package arithmetic), lies in a
// range (range.go) or is understood without being mentioned (understood.go).
// [Interchanged] compares which noun each value follows, [Instance]
// compares cases in the claim with limits in the passage, and [Graded] with
// ranges. [Likest] finds the value of another passage in the same place.
package placement
