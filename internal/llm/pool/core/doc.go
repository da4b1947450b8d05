// Package core makes the decisions of the pool: which profile gets a request,
// who waits, who is refused, when to send a request a second time (a hedge),
// and when to try another profile. [Core] is synchronous. It starts no
// goroutines, reads no clock and never waits: the caller passes the time to
// every call, and then carries out the [Action]s that the call has produced.
// Package pool does this with real models and a real clock, package sim with
// simulated regions in virtual time.
//
// The life of a request ([Ask]):
//
//	Submit ─ waits in a fair queue ─ Start ─ FirstToken ─ Progress… ─ Done
//	                                   │ Fail: another Start, or Refuse
//	                                   │ no first token in time: a second Start beside the first (a hedge)
//
// One call of a profile is a try. When a try starts, it reserves quota in the
// token buckets of its account, that is, of its region and model. When it ends,
// for whatever reason, the reservation is replaced by the actual charge.
// Profiles with the same region and model share an account.
//
// The rules for quotas are those of Bedrock's user guide ("How tokens are
// counted in Amazon Bedrock"). At the start, Bedrock holds all input plus
// max_tokens. At the end, it charges the input without cache reads, plus the
// output times the model's burndown rate. A reservation in this package is
// never less than that hold, and it also covers the charge expected at the end.
// The buckets here therefore never hold more than the provider's own.
package core
