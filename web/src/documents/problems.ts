import type { Session } from "../api/wire";
import { formatLimit, type Language, type Translate } from "../i18n";
import type { Upload } from "../upload/uploads";

const pictures = /\.(?:png|jpe?g|gif|webp|heic|bmp|tiff?)$/i;

// problemText says why an upload failed, and what to do.
export function problemText(upload: Upload, session: Session, t: Translate, language: Language): string {
  switch (upload.problem) {
    case "tooLarge":
      return t("upload.tooLarge", { size: formatLimit(session.max_bytes, language) });
    case "unsupported":
      return t(pictures.test(upload.name) ? "upload.picture" : "upload.unsupported");
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
