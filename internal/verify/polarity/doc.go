// Package polarity compares what a claim and a passage say about the same
// thing: whether it is so, may be so or must be so, and under which conditions.
// Each rule finds the clause of the passage that corresponds to a clause of the
// claim (counterpart.go). Then it compares
//
//   - negation: [Opposed] with the same verb, [Stance] with any verb, [Specific] and
//     [Avoided] for the noun that the claim is about (polarity.go, stance.go,
//     specific.go), including opposites such as 열다 and 닫다 (opposite.go) and
//     answers to a yes-or-no question (yesno.go);
//   - conditions and exceptions: [Conditions] (condition.go, exception.go, and
//     universal.go for claims about everything), [Added] for claims about one more
//     case (also.go), [Conceded] and [TopicOpposed] for claims that something makes
//     no difference (conceded.go);
//   - what a price includes and what costs extra: [Included] (included.go); what costs
//     nothing: [Charged] (charged.go);
//   - to whom, where or with what something is limited: [Restricted] (exclusive.go);
//   - what is handed out and what people bring along: [Supplied] (supplied.go);
//   - what is deemed to have happened: [Deemed] (deemed.go).
package polarity
