import { Suspense, useState } from "react";
import { useT, type Key } from "../i18n";
import { part } from "../ui/part";

const load = () => import("./DoubtTip");
const DoubtTip = part(load);

const reasons: Record<string, Key> = {
  number: "doubt.number", date: "doubt.date", name: "doubt.name", version: "doubt.version", other_row: "doubt.otherRow", negation: "doubt.negation",
  condition: "doubt.condition", exception: "doubt.exception", limit: "doubt.limit", obligation: "doubt.obligation",
};

// DoubtMark stands behind a sentence that no source bears out. Why is told on hover, on focus and when it is pressed. The
// code for that is loaded when it is first wanted: most answers have no such sentence.
export function DoubtMark({ reason }: { reason: string }) {
  const t = useT();
  const [at, setAt] = useState<HTMLElement | null>(null); // the mark while it tells why
  const why = t(reasons[reason] ?? "doubt.notFound");
  return (
    <>
      <button
        type="button"
        className="doubt-mark"
        aria-label={`${t("doubt.mark")}: ${why}`}
        aria-expanded={at !== null}
        onClick={(event) => setAt(event.currentTarget)}
        onPointerEnter={(event) => event.pointerType === "mouse" && setAt(event.currentTarget)}
        onPointerLeave={(event) => event.pointerType === "mouse" && setAt(null)}
        onFocus={(event) => event.currentTarget.matches(":focus-visible") && setAt(event.currentTarget)}
        onBlur={() => setAt(null)}
      >
        {t("doubt.mark")}
      </button>
      {at && (
        <Suspense fallback={null}>
          <DoubtTip why={why} anchor={at} onClose={() => setAt(null)} />
        </Suspense>
      )}
    </>
  );
}
