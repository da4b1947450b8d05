import { usePulse } from "../api/queries";
import type { Vectors } from "../api/wire";
import { formatPercent, useWords, type Key } from "../i18n";

// VectorsNote says quietly how far the search by meaning is, while some passages have no vector of the model yet.
export function VectorsNote({ vectors }: { vectors: Vectors | undefined }) {
  const { t, language } = useWords();
  const preparing = usePulse().data?.preparing;
  if (!vectors || vectors.missing === 0 || !preparing) return null;
  const key: Key = vectors.replacing
    ? vectors.stalled ? "docs.vectorsReplacingStalled" : "docs.vectorsReplacing"
    : vectors.stalled ? "docs.vectorsStalled" : "docs.vectors";
  const percent = Math.floor(100 * preparing.share);
  return (
    <div className="docs-note vectors-note">
      <span>{t(key, { share: formatPercent(percent, 100, language) })}</span>
      <i className="bar" aria-hidden>
        <i style={{ width: `${percent}%` }} />
      </i>
    </div>
  );
}
