// Package bedrock adapts Amazon Bedrock: models through Converse and
// ConverseStream ([Model]), embeddings of Titan and Cohere through InvokeModel
// ([Embedder]).
//
// The SDK's retries are off: the pool above decides what is tried again, and
// where. Errors are classified in one place, classify. Bedrock's stream has a
// trap that matters here: a connection that drops in the middle looks like a
// clean end to the SDK, so a stream without messageStop is fault.Unavailable.
package bedrock
