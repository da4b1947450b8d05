import { memo, useMemo, useState } from "react";
import type { Source } from "../api/wire";
import { useT } from "../i18n";
import { sourceName, sourcePlace } from "./sourceName";
import { goneKey, namelessKey } from "../source/gone";

const shown = 6;

interface Props {
  sources: readonly Source[];
  cited: string; // the numbers of those that the answer cites
  open: number;
  waiting: boolean;
}

// SourceChips lists what an answer rests on: number, name, page. Sources that no sentence cites are folded, unless none is
// cited. A press opens the source beside the conversation; the answer around them handles it, as it does for the numbers in
// the text. While the answer grows they only take their room: each new line would push them away from under the reader's
// finger.
export const SourceChips = memo(function SourceChips({ sources, cited, open, waiting }: Props) {
  const t = useT();
  const [all, setAll] = useState(false);
  const [unfolded, setUnfolded] = useState(false);
  const [named, others] = useMemo(() => {
    const numbers = new Set(cited.split(" "));
    const isCited = (s: Source) => cited === "" || numbers.has(String(s.number));
    return [sources.filter(isCited), sources.filter((s) => !isCited(s))];
  }, [sources, cited]);
  const most = named.length <= shown + 1 ? named.length : shown;
  const related = sources[0]?.related ?? false; // then all of them are
  const chip = (s: Source, folded: boolean, uncited = false) => (
    <li key={s.number} data-folded={folded || undefined} data-uncited={uncited || undefined}>
      <Chip source={s} among={sources} open={open === s.number} />
    </li>
  );
  return (
    <>
      {related && <p className="chips-label" data-waiting={waiting || undefined}>{t("turn.related")}</p>}
      <ul className="chips" data-waiting={waiting || undefined} aria-label={t(related ? "turn.related" : "turn.sources")}>
        {named.map((s, i) => chip(s, i >= most && !all))}
        {named.length > most && <More open={all} label={all ? t("source.fewer") : t("source.more", { count: named.length - most })} onToggle={() => setAll(!all)} />}
        {others.length > 0 && <More open={unfolded} label={t("source.uncited", { count: others.length })} onToggle={() => setUnfolded(!unfolded)} />}
        {unfolded && others.map((s) => chip(s, false, true))}
      </ul>
    </>
  );
});

function More({ open, label, onToggle }: { open: boolean; label: string; onToggle: () => void }) {
  return (
    <li>
      <button type="button" className="chip" data-more="" onClick={onToggle} aria-expanded={open}>
        {label}
      </button>
    </li>
  );
}

function Chip({ source: s, among, open }: { source: Source; among: readonly Source[]; open: boolean }) {
  const t = useT();
  return (
    <button type="button" className="chip" data-cite={s.number} data-gone={goneKey(s) !== null || undefined} aria-expanded={open}>
      <span className="visually-hidden">{t("source.label")} </span>
      <span className="cite">{s.number}</span> <b title={s.name}>{sourceName(s, among) || t(namelessKey(s))}</b>
      {" "}
      {s.sample && <span className="tag">{t("source.sample")} </span>}
      {s.store === "web" && <span className="chip-page">{t("source.web")} </span>}
      <Place source={s} among={among} />
    </button>
  );
}

function Place({ source, among }: { source: Source; among: readonly Source[] }) {
  const place = sourcePlace(source, among, useT());
  return place && <span className={source.page ? "chip-page" : "chip-part"}>{place}</span>;
}
