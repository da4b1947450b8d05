import type { Source } from "../api/wire";
import type { Translate } from "../i18n";

// Titles that programs and templates give: they say nothing about a document.
const generic =
  /^(제목( ?없음)?|무제|새 ?문서|문서|표지|목차|시험|테스트|빈 ?문서|슬라이드|프레젠테이션|통합 ?문서|스프레드시트|untitled|title|document|new document|test|draft|cover|contents|table of contents|slide|sheet|presentation|powerpoint[- ]프레젠테이션|powerpoint presentation|workbook|book|microsoft (word|powerpoint|excel)( - .*)?|제 ?목)[\s\-_().]*\d*[\s).]*$/i;

// sourceName is what a source is called among the sources of an answer: its document's title, or the file's name where the
// title is a template's or another document there has the same.
export function sourceName(s: Source, among: readonly Source[]): string {
  const title = s.title?.normalize("NFC").trim() ?? "";
  const file = s.name.split("/").pop() ?? s.name;
  if (file === "") return title;
  const taken = among.some((o) => o.document !== s.document && o.title?.normalize("NFC").trim() === title);
  return title === "" || taken || generic.test(title) ? file : title;
}

// sourcePlace says where in its document a source stands: on a page, under a heading, or, where another source there would
// read the same, in a row or line. "": the name says enough.
export function sourcePlace(s: Source, among: readonly Source[], t: Translate): string {
  if (s.page) return t("source.page", { page: s.page });
  const line = linePlace(s, t);
  const part = partOf(s);
  const twins = among.some((o) => o.number !== s.number && o.name === s.name && !o.page && partOf(o) === part);
  return twins && line !== "" ? line : part;
}

// partOf is the heading that a source stands under, unless that is its document's name over again.
function partOf(s: Source): string {
  const heading = s.headings?.at(-1) ?? "";
  return heading === s.title || heading === s.name || heading === s.name.replace(/\.\w+$/, "") ? "" : heading;
}

const sheets = /\.(csv|xlsx?)$/i;
const prose = /\.(txt|md|markdown|html?|pdf|docx?|hwpx?|pptx?)$/i;

// linePlace is a row of a sheet or a line of code. In prose a passage's first line says nothing to a reader.
export function linePlace(s: { name: string; line?: number }, t: Translate): string {
  if (!s.line || prose.test(s.name)) return "";
  return sheets.test(s.name) ? t("source.row", { row: s.line }) : t("source.line", { line: s.line });
}
