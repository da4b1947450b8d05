import { call } from "../api/http";
import type { Document as DocumentEntry, DocumentResult, Documents } from "../api/wire";

// samplesOf reads the sample documents that the reader has.
export async function samplesOf(): Promise<DocumentEntry[]> {
  const { results } = await call<DocumentResult>("/api/samples");
  return results.flatMap((r) => (r.document ? [r.document] : []));
}

const looked = 50; // more than there are samples

// ownReady tells whether the reader can ask a document of their own that is no sample.
export async function ownReady(user: string): Promise<boolean> {
  const query = new URLSearchParams({ state: "ready", owner: user, sort: "newest", limit: String(looked) });
  const { documents } = await call<Documents>(`/api/documents?${query}`);
  return (documents ?? []).some((d) => d.mine && d.kind !== "sample");
}
