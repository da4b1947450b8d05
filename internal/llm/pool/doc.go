// Package pool spreads requests over many profiles, each a model in a region
// with quotas, so that users see none of the regions' throttling, slowness or
// death while any has room. A [Pool] is an llm.Model; it knows no vendor:
// [Config] says how to open a profile.
//
// Who gets what is decided by package core, which has neither clock nor
// goroutines; the pool carries its decisions out. Package ledger shares quotas
// between processes, package sim measures the decisions in virtual time.
//
// An answer may begin anew elsewhere when a region dies in the middle of it;
// the stream then says so by llm.Chunk.Restart. Where the model can go on from
// a beginning (Profile.Prefill), the text just goes on.
package pool
