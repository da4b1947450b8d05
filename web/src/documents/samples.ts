import { call } from "../api/http";
import type { Document as DocumentEntry, DocumentResult } from "../api/wire";

// samplesOf reads the sample documents that the reader has.
export async function samplesOf(): Promise<DocumentEntry[]> {
  const { results } = await call<DocumentResult>("/api/samples");
  return results.flatMap((r) => (r.document ? [r.document] : []));
}
