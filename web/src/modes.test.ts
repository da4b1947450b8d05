import { describe, expect, test } from "vitest";
import { fields } from "./chat/useAsk";
import { modeByID, modeOf, modes, offered } from "./modes";

describe("modes", () => {
  test("every entry of the base protocol's menu is there, with its fields", () => {
    const all = new Set(modes.map((m) => [m.type, m.conv, m.rag, m.fn].join(" ").trim()));
    for (const want of [
      "text normal", "text qa all rag", "text qa kendra rag", "text qa opensearch rag", "text qa faiss rag", "text qa all dual-search",
      "code qa opensearch code-generation-python", "code qa opensearch code-generation-nodejs",
      ...["translation", "grammar", "sentiment", "extraction", "pii", "step-by-step", "like-child", "timestamp-extraction", "funny", "none"].map((c) => `text ${c}`),
    ]) expect(all).toContain(want);
  });

  test("a request's fields lead back to its mode", () => {
    for (const mode of modes) expect(modeOf({ type: mode.type, conv_type: mode.conv, rag_type: mode.rag, function_type: mode.fn })).toBe(mode);
  });

  test("dual search and summaries have the protocol's fields", () => {
    const documents = modeByID("documents");
    expect(fields({ mode: documents, dual: false })).toEqual({ type: "text", conv_type: "qa", rag_type: "all", function_type: "rag" });
    expect(fields({ mode: documents, dual: true }).function_type).toBe("dual-search");
    expect(fields({ mode: modeByID("chat"), dual: true })).toEqual({ type: "text", conv_type: "normal", rag_type: "", function_type: "" });
    expect(fields({ mode: documents, dual: true, file: true })).toMatchObject({ type: "document", function_type: "upload" });
  });

  test("single stores are offered only where there are several", () => {
    expect(offered(["local"]).some((m) => m.store)).toBe(false);
    expect(offered(["local", "kendra"]).flatMap((m) => m.store ?? [])).toEqual(["local", "kendra"]);
  });
});
