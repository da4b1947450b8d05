// Package view looks at a claim from one passage. A [View] holds both sides and
// what is found on the way: how far each sentence or row is about the claim
// ([View.Weigh]), which part has which value, what the rules object to. The rules
// and signals, in the packages arithmetic, placement, naming, polarity, evidence
// and signal, are functions of a View. Their findings are a [Problem], with its
// [Reason], and an [Opinion].
package view
