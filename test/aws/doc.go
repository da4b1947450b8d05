// Package aws tests Mundap on AWS without AWS: the built Lambda program runs, a process per instance, under a small
// emulator of the Lambda runtime, with API Gateway's routes, S3's notifications and the queue in front, on DynamoDB Local,
// ElasticMQ and versitygw. Environment and permissions of every function come from the stack's committed template: what it
// does not allow is refused, and fails the test. The seed's configuration runs with OpenSearch behind IAM and STS, and with a
// Kendra that botocore's model checks. Routes are a table here (routes, in gateway_test.go); versitygw sends no
// notifications, so the emulator makes them of the requests that pass.
package aws
