import type { Session } from "../api/wire";

// The formats that people know by name, the ones most asked for first. A server reads variants of them as well.
const wellKnown = ["pdf", "hwp", "hwpx", "doc", "docx", "ppt", "pptx", "xls", "xlsx", "csv", "txt", "md", "html", "py", "js", "ts", "go", "java", "c"];

// formatList names the formats that a server reads, such as "PDF, DOCX, TXT".
export function formatList(session: Session): string {
  const formats = session.formats ?? [];
  const known = wellKnown.filter((f) => formats.includes(f));
  return (known.length > 0 ? known : formats).map((f) => f.toUpperCase()).join(", ");
}
