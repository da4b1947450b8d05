// Package aws tests Mundap on AWS without AWS: the built Lambda program runs, a
// process per instance, under a small emulator of the Lambda runtime, on
// DynamoDB Local, ElasticMQ and versitygw. The seed's configuration runs with
// OpenSearch behind IAM and STS, and with a Kendra that botocore's model
// checks.
//
// What stands before the functions is read from the stack's committed template:
// CloudFront's behaviours with their headers and function, the REST API's
// resources, methods, authorizer and own answers, the WebSocket API's routes,
// the bucket's notifications and CORS, the queue's mapping, how asynchronous
// runs are repeated, who may call which function. So are environment and
// permissions. What the template does not allow is refused, and fails the test;
// so does a kind of resource or a property that the emulator does not
// understand.
//
// Time is shortened where AWS waits long: asynchronous runs are repeated after
// seconds instead of minutes, and what a killed function held (a message, the
// index's lock) is free at once. Caches, limits of rates and compression are
// not emulated. versitygw sends no notifications: the emulator makes them of
// the requests that pass.
package aws
