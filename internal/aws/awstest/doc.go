// Package awstest helps the tests of the adapters for AWS: a check of requests
// and replies against the service models that AWS publishes within botocore, so
// that a mistake of an adapter is not repeated in its test's server; and a
// client configuration for servers on the loopback.
//
// The models are fetched, not committed: they lie in .cache/botocore/data of
// the checkout, or where MUNDAP_BOTOCORE says. Tests skip, and say so, where
// they are missing.
package awstest
