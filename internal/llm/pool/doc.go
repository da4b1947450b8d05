// Package pool distributes requests over many profiles. A profile is a model in
// a region, with quotas. Users should notice nothing if a region is throttled,
// slow or down, as long as another one has room. A [Pool] is an llm.Model. It
// contains no code for a particular vendor: [Config] says how to open a
// profile.
//
// Package core decides which profile gets a request. It has neither a clock nor
// goroutines; the pool carries out its decisions. Package ledger shares quotas
// between processes, and package sim measures the decisions in virtual time.
//
// If a region fails in the middle of an answer, the answer may begin again in
// another one. The stream reports this by llm.Chunk.Restart. If the model can
// continue a text that it is given (Profile.Prefill), the answer continues
// where it stopped.
package pool
