// Package aws tests the AWS installation of Mundap locally, without AWS. A
// small emulator of the Lambda runtime runs the built Lambda program, with a
// process for each instance. The program uses DynamoDB Local, ElasticMQ and
// versitygw in place of DynamoDB, SQS and S3. The seed configuration also runs
// with OpenSearch behind IAM and STS, and with a Kendra emulator whose requests
// are checked against botocore's model.
//
// The emulator reads everything in front of the functions from the stack's
// committed template: CloudFront's behaviours with their headers and their
// function; the REST API's resources, methods, authorizer and gateway
// responses; the WebSocket API's routes; the bucket's notifications and CORS
// rules; the queue's event source mapping; the retries of asynchronous
// invocations; the permissions to invoke functions; and the functions'
// environment and IAM permissions. If the program does something that the
// template does not allow, the request is refused and the test fails. The test
// also fails if the template contains a kind of resource or a property that the
// emulator does not know.
//
// Long waits are shortened: asynchronous invocations are repeated after seconds
// instead of minutes, and what a killed function held, such as a message or the
// lock of the index, is released at once. Caches, rate limits and compression
// are not emulated. versitygw sends no notifications, so the emulator derives
// them from the requests that pass through it.
package aws
