import { expect, test } from "vitest";
import { modelsFor, placesFor, textsFor } from "./modelPlaces";

test("a server's models are offered for what they can do", () => {
  const models = ["bge-m3:latest", "gemma3:12b", "nomic-embed-text", "multilingual-e5-large", "qwen3:8b", "snowflake-arctic-embed2", "deepseek-v3:e51b"];
  expect(modelsFor("search", models)).toEqual(["bge-m3:latest", "nomic-embed-text", "multilingual-e5-large", "snowflake-arctic-embed2"]);
  expect(modelsFor("answer", models)).toEqual(["gemma3:12b", "qwen3:8b", "deepseek-v3:e51b"]);
});

test("services without embedding models are not offered for the search", () => {
  const found = [{ name: "Ollama", url: "http://127.0.0.1:11434/v1", models: ["bge-m3"] }];
  const names = (use: "answer" | "search") => placesFor(use, found, (name) => `${name} (here)`).map((p) => p.name);
  expect(names("answer")).toContain("Anthropic");
  expect(names("search")).toEqual(["Ollama (here)", "OpenAI", "Google Gemini"]);
});

test.each([["intfloat/multilingual-e5-large", "query: "], ["e5", "query: "], ["nomic-embed-text", "search_query: "], ["bge-m3", undefined], ["gte5x", undefined]])(
  "%s is sent %j before a question", (name, prefix) => expect(textsFor(name).query_prefix).toBe(prefix));
