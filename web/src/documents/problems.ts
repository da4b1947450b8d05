import type { Session } from "../api/wire";
import { formatLimit, type Language, type Translate } from "../i18n";
import type { Upload } from "../upload/uploads";

// The formats that people know by name, the ones most asked for first. A server reads variants of them as well.
const wellKnown = ["pdf", "hwp", "hwpx", "doc", "docx", "ppt", "pptx", "xls", "xlsx", "csv", "txt", "md", "html", "py", "js", "ts", "go", "java", "c"];

// formatList names the formats that a server reads, such as "PDF, DOCX, TXT".
export function formatList(session: Session): string {
  const formats = session.formats ?? [];
  const known = wellKnown.filter((f) => formats.includes(f));
  return (known.length > 0 ? known : formats).map((f) => f.toUpperCase()).join(", ");
}

// problemText says why an upload failed, and what to do.
export function problemText(upload: Upload, session: Session, t: Translate, language: Language): string {
  switch (upload.problem) {
    case "tooLarge":
      return t("upload.tooLarge", { size: formatLimit(session.max_bytes, language) });
    case "unsupported":
      return t("upload.unsupported", { formats: formatList(session) });
    case "empty":
      return t("upload.empty");
    case "refused":
      return t("upload.refused");
    case "server":
      return upload.message;
    default:
      return t("upload.failed");
  }
}
