// Package core is the pool's mind: which profile gets a request, who waits, who
// is refused, when to hedge, when to move on. It is synchronous. Nothing in it
// starts a goroutine, reads a clock or waits: every call brings the time,
// changes the state, and leaves [Action]s for the caller to carry out. Package
// pool wraps it for real models and a real clock; the simulator drives the same
// code in virtual time.
//
// The life of a request ([Ask]):
//
//	Submit ─ waits in a fair queue ─ Start ─ FirstToken ─ Progress… ─ Done
//	                                   │ Fail: another Start, or Refuse
//	                                   │ no first token in time: a second Start beside the first (a hedge)
//
// One call of a profile is a try. Each try reserves quota when it starts, in
// the token buckets of its (region, model), and settles when it ends, however
// it ends. Several profiles of one region and model share an account.
//
// How Bedrock counts was taken from its user guide ("How tokens are counted in
// Amazon Bedrock"): all input plus max_tokens is held at the start; at the end
// the input without cache reads plus the output times the model's burndown rate
// is charged. A reservation here is never below that hold, and also covers the
// expected charge at the end, so the buckets here are a shadow that stays at or
// below the provider's own.
package core
