import type { EmbedTexts, ModelServer } from "../api/wire";

// ModelUse is what a model is connected for: to answer, or to find passages by their meaning.
export type ModelUse = "answer" | "search";

export const modelPaths: Record<ModelUse, string> = { answer: "/api/admin/model", search: "/api/admin/embedding" };

// Place is where models are, with the names of those that fit the use.
export interface Place {
  name: string;
  url: string;
  models: readonly string[];
}

// Services whose addresses are known. All of them speak OpenAI's protocol.
const services: Record<ModelUse, readonly Place[]> = {
  answer: [
    { name: "OpenAI", url: "https://api.openai.com/v1", models: [] },
    { name: "Anthropic", url: "https://api.anthropic.com/v1", models: [] },
    { name: "Google Gemini", url: "https://generativelanguage.googleapis.com/v1beta/openai", models: [] },
  ],
  search: [
    { name: "OpenAI", url: "https://api.openai.com/v1", models: ["text-embedding-3-large", "text-embedding-3-small"] },
    { name: "Google Gemini", url: "https://generativelanguage.googleapis.com/v1beta/openai", models: ["gemini-embedding-001"] },
  ],
};

// bedrockModels are suggestions; other ids may be typed.
export const bedrockModels: Record<ModelUse, readonly string[]> = {
  answer: [],
  search: ["amazon.titan-embed-text-v2:0", "cohere.embed-multilingual-v3", "cohere.embed-v4:0"],
};

// Servers list all their models alike. Those that embed tell by their names.
const embeds = /embed|bge|gte|minilm|(^|[^a-z])e5([^a-z0-9]|$)/i;

// modelsFor picks the models of a list that fit a use.
export function modelsFor(use: ModelUse, models: readonly string[]): string[] {
  return models.filter((m) => embeds.test(m) === (use === "search"));
}

// placesFor are the servers that were found, as nameHere calls them, and the services.
export function placesFor(use: ModelUse, found: readonly ModelServer[], nameHere: (name: string) => string): Place[] {
  return [...found.map((s) => ({ name: nameHere(s.name), url: s.url, models: modelsFor(use, s.models ?? []) })), ...services[use]];
}

// What families of models want before questions and passages, as their authors describe it.
const families: readonly [RegExp, EmbedTexts][] = [
  [/(^|[^a-z0-9])e5([^a-z0-9]|$)/i, { query_prefix: "query: ", passage_prefix: "passage: " }],
  [/nomic-embed/i, { query_prefix: "search_query: ", passage_prefix: "search_document: " }],
];

// textsFor is how a model is told questions from passages, as far as its name says.
export function textsFor(model: string): EmbedTexts {
  return families.find(([name]) => name.test(model))?.[1] ?? {};
}
