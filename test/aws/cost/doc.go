// Package cost calculates what Mundap costs on AWS. The fixed costs come from
// the stack's committed templates (infra/testdata). The costs of a question
// come from the requests that the emulator of package test/aws has counted. The
// package writes the tables in docs/aws.md, and its test fails if they are out
// of date.
//
// All prices and their sources are in prices.go.
package cost
