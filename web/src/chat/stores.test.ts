import { expect, test } from "vitest";
import { loadLanguage, loadLater, translator } from "../i18n";
import { storeKey } from "./CitationCard";

test("every store has a name in both languages", async () => {
  await Promise.all([loadLanguage("en"), loadLater()]);
  for (const store of ["local", "faiss", "opensearch", "kendra", "bedrock", "s3vectors", "web"]) {
    const key = storeKey(store);
    expect(key, store).not.toBe("");
    if (key === "") continue;
    for (const language of ["ko", "en"] as const) expect(translator(language)(key), `${store} in ${language}`).not.toBe("");
  }
});
