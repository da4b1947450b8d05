import type { Source } from "../api/wire";

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
