import { Search, X } from "lucide-react";
import { useState } from "react";
import { useFormats } from "../api/queries";
import { formatNumber, useWords } from "../i18n";
import { DateField } from "./DateField";
import { noFilter, type Filter } from "./useSearch";

interface Props {
  text: string;
  onText: (text: string) => void;
  filter: Filter;
  onFilter: (change: (filter: Filter) => Filter) => void;
}

// SearchTools are the field for the query and the filters.
export function SearchTools({ text, onText, filter, onFilter }: Props) {
  const { t, language } = useWords();
  const formats = kinds(useFormats().data ?? {}, filter.format);
  const [when, setWhen] = useState<When>("any");
  const change = ({ when: chosen, ...part }: Partial<Filter> & { when?: When }) => {
    onFilter((all) => ({ ...all, ...part }));
    if (chosen) setWhen(chosen);
  };
  const filtered = when !== "any" || Object.values(filter).some((value) => value !== "");
  return (
    <div className="docs-tools search-tools">
      <div className="search-field">
        <Search />
        <input type="search" aria-label={t("search.field")} placeholder={t("search.field")} value={text} onChange={(e) => onText(e.target.value)} autoFocus />
        {text !== "" && (
          <button type="button" className="icon small" aria-label={t("docs.clearFilter")} onClick={() => onText("")}>
            <X />
          </button>
        )}
      </div>
      <label className="search-filter">
        {t("search.format")}
        <select value={filter.format} onChange={(e) => change({ format: e.target.value })}>
          <option value="">{t("docs.all")}</option>
          {formats.map(([format, count]) => (
            <option key={format} value={format}>
              {`${format.toUpperCase()} (${formatNumber(count, language)})`}
            </option>
          ))}
        </select>
      </label>
      <label className="search-filter">
        {t("search.when")}
        <select value={when} onChange={(e) => change(span(e.target.value as When))}>
          {spans.map((w) => (
            <option key={w} value={w}>
              {t(`search.when.${w}`)}
            </option>
          ))}
        </select>
      </label>
      {when === "own" && (
        <>
          <DateField label={t("search.from")} value={filter.from} max={filter.to} onChange={(from) => change({ from })} />
          <DateField label={t("search.to")} value={filter.to} min={filter.from} onChange={(to) => change({ to })} />
        </>
      )}
      {filtered && (
        <button type="button" className="text-button" onClick={() => change({ ...noFilter, when: "any" })}>
          {t("docs.clearFilter")}
        </button>
      )}
    </div>
  );
}

// kinds are the formats that there is something to find of, the most frequent first, and the chosen one in any case.
function kinds(formats: Readonly<Record<string, number>>, chosen: string): [string, number][] {
  const all = chosen === "" ? formats : { [chosen]: 0, ...formats };
  return Object.entries(all).sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
}

const spans = ["any", "week", "month", "year", "own"] as const;
type When = (typeof spans)[number];
const daysOf: Partial<Record<When, number>> = { week: 7, month: 30, year: 365 };

// span is the filter for what was uploaded in the last days.
function span(when: When, now = new Date()): Partial<Filter> & { when: When } {
  const days = daysOf[when];
  const from = days === undefined ? "" : new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
  return { when, from, to: "" };
}
