import { FileX } from "lucide-react";
import { useWords, type Key } from "../i18n";

// GoneNote stands where a source can't be read any more, and says why.
export function GoneNote({ why }: { why: Key }) {
  const { t } = useWords();
  return (
    <div className="empty small">
      <FileX />
      <p>{t(why)}</p>
    </div>
  );
}
