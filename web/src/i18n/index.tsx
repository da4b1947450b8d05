import { createContext, lazy, useContext, useEffect, useMemo, useState, type ComponentType, type LazyExoticComponent, type ReactNode } from "react";
import { loaded } from "../ui/part";
import { ko } from "./ko";
import type { koLater } from "./koLater";

export type Key = keyof typeof ko | keyof typeof koLater;
export type Language = "ko" | "en";
export type Values = Record<string, string | number>;
export type Translate = (key: Key, values?: Values) => string;

// The Korean sentences of the first screen are part of the page. The rest of them come with the first component that later
// loads; other languages come when somebody reads them.
const korean: Record<Key, string> = { ...ko } as Record<Key, string>;
const dictionaries: Partial<Record<Language, Record<Key, string>>> = { ko: korean };

// loadLater adds the Korean sentences that are not part of the page.
export async function loadLater(): Promise<void> {
  Object.assign(korean, (await loaded(() => import("./koLater"))).koLater);
}

// withSentences loads a part of the client, and the sentences that are not part of the page.
export async function withSentences<T>(load: () => Promise<T>): Promise<T> {
  const [part] = await Promise.all([loaded(load), loadLater()]);
  return part;
}

// later is React's lazy for components whose sentences are not part of the page.
// oxlint-disable-next-line typescript/no-explicit-any -- as React has it
export function later<T extends ComponentType<any>>(load: () => Promise<{ default: T }>): LazyExoticComponent<T> {
  return lazy(() => withSentences(load));
}

// loadLanguage makes a language's sentences ready for the first drawing. The Korean ones are there.
export async function loadLanguage(language: Language): Promise<void> {
  if (language !== "ko") dictionaries[language] ??= (await import("./en")).en;
}

// perLanguage makes something once for each language, when it is first asked for. Making one of the Intl objects takes
// milliseconds, which the first drawing of the page does without.
function perLanguage<T>(make: (language: Language) => T): (language: Language) => T {
  const made: Partial<Record<Language, T>> = {};
  return (language) => (made[language] ??= make(language));
}

const plurals = perLanguage((language) => new Intl.PluralRules(language));
const numbers = perLanguage((language) => new Intl.NumberFormat(language));
const percents = perLanguage((language) => new Intl.NumberFormat(language, { style: "percent" }));
const oneDecimal = perLanguage((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }));
const noDecimals = perLanguage((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 0 }));
const relativeTimes = perLanguage((language) => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
const hours = perLanguage((language) => new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }));
const days = perLanguage((language) => new Intl.DateTimeFormat(language, { month: "long", day: "numeric" }));
const dates = perLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: "medium" }));

// formatNumber writes a number as the language does: 1,200.
export function formatNumber(n: number, language: Language): string {
  return Number.isInteger(n) && n >= 0 && n < 1000 ? String(n) : numbers(language).format(n);
}

// translator makes the function that gives a language's sentence for a key. A value called count picks among the forms
// "one|other" of a sentence; numbers are written as the language writes them. A language that is not loaded reads Korean.
export function translator(language: Language): Translate {
  const dictionary = dictionaries[language] ?? korean;
  return (key, values) => {
    let sentence = dictionary[key] ?? "";
    if (!values) return sentence;
    const forms = sentence.split("|");
    if (forms.length > 1) {
      const count = Number(values.count ?? values.n ?? 0);
      sentence = (plurals(language).select(count) === "one" ? forms[0] : forms[1]) as string;
    }
    return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? formatNumber(value, language) : value;
    });
  };
}

interface Words {
  language: Language;
  t: Translate;
}

const Context = createContext<Words>({ language: "ko", t: translator("ko") });

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  const [ready, setReady] = useState(language);
  if (language === "ko" && ready !== language) setReady(language);
  useEffect(() => {
    let current = true;
    if (language !== "ko") void loadLanguage(language).then(() => current && setReady(language), () => {}); // unreachable: stays as it is
    return () => {
      current = false;
    };
  }, [language]);
  const words = useMemo(() => ({ language: ready, t: translator(ready) }), [ready]);
  return <Context value={words}>{children}</Context>;
}

export function useWords(): Words {
  return useContext(Context);
}

export function useT(): Translate {
  return useContext(Context).t;
}

// preferred is the language of a reader who chose none: Korean, unless the browser asks for something else.
export function preferred(languages: readonly string[]): Language {
  const first = languages[0] ?? "ko";
  return first.toLowerCase().startsWith("ko") ? "ko" : "en";
}

// formatDate writes a day, as short as it is clear: a time for today, no year for this year.
export function formatDate(iso: string, language: Language, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  const minutes = Math.round((date.getTime() - now.getTime()) / 60_000);
  if (minutes === 0) return translator(language)("date.now");
  if (minutes > -60 && minutes < 0) return relativeTimes(language).format(minutes, "minute");
  if (date.toDateString() === now.toDateString()) return hours(language).format(date);
  return date.getFullYear() === now.getFullYear() ? days(language).format(date) : formatDay(date, language);
}

// formatMoment tells moments apart: by the time of day for today, otherwise by the day.
export function formatMoment(iso: string, language: Language, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  return (date.toDateString() === now.toDateString() ? hours : days)(language).format(date);
}

// formatDay writes a day with its year.
export function formatDay(date: Date, language: Language): string {
  return dates(language).format(date);
}

// formatSize writes bytes as people read them.
export function formatSize(bytes: number, language: Language): string {
  const units = ["", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return translator(language)("unit.bytes", { n: value });
  const number = (value < 10 ? oneDecimal : noDecimals)(language).format(value);
  return `${number}${language === "ko" ? "" : " "}${units[unit]}`;
}

// formatLimit writes the size that a file may have. From 100 MB on it is rounded down to tens: nobody needs "102MB".
export function formatLimit(bytes: number, language: Language): string {
  const tens = 10_000_000;
  return formatSize(bytes >= 10 * tens ? Math.floor(bytes / tens) * tens : bytes, language);
}

// formatDuration writes milliseconds as people say them: seconds to a tenth, to a hundredth below a tenth, and minutes from
// one on.
export function formatDuration(ms: number, t: Translate): string {
  if (ms < 95) return t("unit.seconds", { n: Math.max(1, Math.round(ms / 10)) / 100 });
  if (ms < 59_950) return t("unit.seconds", { n: Math.round(ms / 100) / 10 });
  const seconds = Math.round(ms / 1000);
  return t("unit.minutes", { m: Math.floor(seconds / 60), s: seconds % 60 });
}

// formatPercent writes how much of total is done.
export function formatPercent(done: number, total: number, language: Language): string {
  return percents(language).format(total > 0 ? Math.min(1, done / total) : 0);
}
