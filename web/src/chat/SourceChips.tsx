import { useState } from "react";
import type { Source } from "../api/wire";
import { useT } from "../i18n";
import { sourceName, sourcePlace } from "./sourceName";
import { goneKey, namelessKey } from "../source/gone";

const shown = 6;

// SourceChips lists what an answer rests on: number, name, page. A press opens the source beside the conversation; the
// answer around them handles it, as it does for the numbers in the text. While the answer grows they only take their room:
// each new line would push them away from under the reader's finger.
export function SourceChips({ sources, open, waiting }: { sources: readonly Source[]; open: number; waiting: boolean }) {
  const t = useT();
  const [all, setAll] = useState(false);
  const some = all || sources.length <= shown + 1 ? sources : sources.slice(0, shown);
  const related = sources[0]?.related ?? false; // then all of them are
  return (
    <>
      {related && <p className="chips-label" data-waiting={waiting || undefined}>{t("turn.related")}</p>}
      <ul className="chips" data-waiting={waiting || undefined} aria-label={t(related ? "turn.related" : "turn.sources")}>
        {some.map((s) => (
          <li key={s.number}>
            <button
              type="button"
              className="chip"
              data-cite={s.number}
              data-gone={goneKey(s) !== null || undefined}
              aria-expanded={open === s.number}
            >
              <span className="visually-hidden">{t("source.label")} </span>
              <span className="cite">{s.number}</span> <b title={s.name}>{sourceName(s, sources) || t(namelessKey(s))}</b>
              {" "}
              {s.sample && <span className="tag">{t("source.sample")} </span>}
              {s.store === "web" && <span className="chip-page">{t("source.web")} </span>}
              <Place source={s} among={sources} />
            </button>
          </li>
        ))}
        {sources.length > shown + 1 && (
          <li>
            <button type="button" className="chip" data-more="" onClick={() => setAll(!all)} aria-expanded={all}>
              {all ? t("source.fewer") : t("source.more", { count: sources.length - shown })}
            </button>
          </li>
        )}
      </ul>
    </>
  );
}

function Place({ source, among }: { source: Source; among: readonly Source[] }) {
  const place = sourcePlace(source, among, useT());
  return place && <span className={source.page ? "chip-page" : "chip-part"}>{place}</span>;
}
