// Package awstest helps to test the adapters for AWS. It checks requests and
// responses against the service models that AWS publishes with botocore, so
// that a test server can't repeat a mistake of the adapter that it tests. It
// also provides an SDK configuration for servers on the loopback interface.
//
// The models are downloaded and not committed. They are expected in
// .cache/botocore/data of the checkout, or in the folder that MUNDAP_BOTOCORE
// names. If they are missing, the tests are skipped with a message.
package awstest
