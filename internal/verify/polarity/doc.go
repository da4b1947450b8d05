// Package polarity compares what a claim and a passage say of the same thing: whether
// it is so, may be so or must be so, and under which conditions. Each rule finds the
// clause of the passage that is about the same as a clause of the claim
// (counterpart.go), and compares
//
//   - negation: [Opposed] with the same verb, [Stance] with whatever verb, [Specific]
//     and [Avoided] for the noun that the claim is about (polarity.go, stance.go,
//     specific.go), with opposites such as 열다 and 닫다 (opposite.go) and answers
//     to a yes-or-no question (yesno.go);
//   - conditions and exceptions: [Conditions] (condition.go, universal.go for what
//     the claim says of all, exception.go), [Added] for one more
//     case (also.go), [Conceded] and [TopicOpposed] for what the claim says makes no
//     difference (conceded.go);
//   - what is included and what comes extra: [Included] (included.go).
package polarity
