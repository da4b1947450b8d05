// Package bedrock adapts Amazon Bedrock: [Model] calls language models through
// Converse and ConverseStream, and [Embedder] calls the embedding models of
// Titan and Cohere through InvokeModel.
//
// The SDK's retries are switched off, because package pool decides what is
// tried again, and where. All errors are classified by classify. To the SDK, a
// connection that breaks in the middle of a stream looks like the stream's
// regular end. A stream without messageStop is therefore reported as
// fault.Unavailable.
package bedrock
