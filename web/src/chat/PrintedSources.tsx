import { formatDay, useWords } from "../i18n";
import { useMedia } from "../ui/hooks";
import { sourceName, sourcePlace } from "./sourceName";
import type { TurnView } from "./view";

interface Props {
  view: TurnView;
  cited: string; // the numbers of the sources that the answer cites
  sources: boolean; // whether sources are shown at all
}

// PrintedSources is what stands below an answer on paper: its date, and the passages that it rests on, since paper opens
// none. Sources that no sentence cites are left out, unless none is cited.
export default function PrintedSources({ view, cited, sources }: Props) {
  const { t, language } = useWords();
  const printing = useMedia("print");
  if (!printing) return null;
  const numbers = new Set(cited.split(" "));
  const list = sources && !view.sources[0]?.related ? view.sources.filter((s) => cited === "" || numbers.has(String(s.number))) : [];
  const date = new Date(view.time);
  return (
    <div className="printed">
      {!Number.isNaN(date.getTime()) && <p className="dim">{formatDay(date, language)}</p>}
      {list.length > 0 && (
        <ul>
          {list.map((s) => (
            <li key={s.number}>
              <b>{[`[${s.number}] ${sourceName(s, view.sources)}`, sourcePlace(s, view.sources, t)].filter(Boolean).join(", ")}</b>
              <p>{(s.translation || s.excerpt).trim()}</p>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
