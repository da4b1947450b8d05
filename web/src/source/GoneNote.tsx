import { FileX } from "lucide-react";
import type { ReactNode } from "react";
import { useWords, type Key } from "../i18n";

// GoneNote stands where a source can't be read any more, and says why. children are what can be done about it.
export function GoneNote({ why, children }: { why: Key; children?: ReactNode }) {
  const { t } = useWords();
  return (
    <div className="empty small">
      <FileX />
      <p>{t(why)}</p>
      {children}
    </div>
  );
}
