// Package view relates a claim to one passage. A [View] contains both, and the
// intermediate results that the rules share: how far each sentence or row is
// about the claim ([View.Weigh]), which part contains which value, and what the
// rules object to. The rules and signals are functions of a View; they are in
// the packages arithmetic, placement, naming, polarity, evidence and signal. An
// objection is a [Problem] with its [Reason], and the result for the passage is
// an [Opinion].
package view
