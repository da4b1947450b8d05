import type { Vectors } from "../api/wire";

// Preparing is how far the vectors are, as it is shown: never further back than before. Documents that come meanwhile make
// the rest longer; the share that was reached stays, and the rest is divided anew.
export interface Preparing {
  model: string;
  share: number; // 0 to 1
  from: number; // the share at which the rest was divided
  most: number; // passages without a vector at that time
}

// advance brings what is shown up to date; undefined: nothing is missing.
export function advance(before: Preparing | undefined, vectors: Vectors | undefined): Preparing | undefined {
  if (!vectors || vectors.missing === 0) return undefined;
  const { model, missing, passages } = vectors;
  if (before?.model !== model) {
    const share = Math.max(0, passages - missing) / Math.max(1, passages);
    return { model, share, from: share, most: missing };
  }
  if (missing > before.most) return { model, share: before.share, from: before.share, most: missing };
  return { ...before, share: Math.max(before.share, before.from + (1 - before.from) * (1 - missing / before.most)) };
}
