import type { Vectors } from "../api/wire";
import { formatPercent, useWords, type Key } from "../i18n";

// VectorsNote says quietly how far the search by meaning is, while some passages have no vector of the model yet.
export function VectorsNote({ vectors }: { vectors: Vectors | undefined }) {
  const { t, language } = useWords();
  if (!vectors || vectors.missing === 0) return null;
  const done = vectors.passages - vectors.missing;
  const key: Key = vectors.replacing
    ? vectors.stalled ? "docs.vectorsReplacingStalled" : "docs.vectorsReplacing"
    : vectors.stalled ? "docs.vectorsStalled" : "docs.vectors";
  return (
    <div className="docs-note vectors-note">
      <span>{t(key, { share: formatPercent(done, vectors.passages, language) })}</span>
      <i className="bar" aria-hidden>
        <i style={{ width: `${(100 * done) / vectors.passages}%` }} />
      </i>
    </div>
  );
}
