// Package openai speaks to models behind an OpenAI-compatible HTTP API: vLLM,
// Ollama, llama.cpp, OpenAI itself. [Model] is an llm.Model, [Embedder] an
// embed.Embedder.
//
// The servers differ where they should not: in how they say that an input is
// too long, in whether they take stream_options or max_tokens, in how a stream
// ends. What is known of that is here (errors.go, model.go); errors are
// classified once, and a stream without a proper end is never a complete
// answer.
package openai
