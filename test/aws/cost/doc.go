// Package cost works out what Mundap on AWS costs: what stands while nobody
// asks, from the stack's committed templates (infra/testdata), and what a
// question adds, from the requests that the emulator of package test/aws has
// counted. It writes the tables of docs/aws.md, and its test fails when they
// are no longer what it would write.
//
// prices.go has every price and its source.
package cost
