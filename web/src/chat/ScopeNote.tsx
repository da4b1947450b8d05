import { FileText } from "lucide-react";
import { useDocument } from "../api/queries";
import { useT } from "../i18n";

const named = 8;

// ScopeNote names the documents that a question was put to, the first of them if they are many.
export function ScopeNote({ documents }: { documents: readonly string[] }) {
  const t = useT();
  return (
    <ul className="q-scope" aria-label={t("turn.scope")}>
      {documents.slice(0, named).map((key) => (
        <Chosen key={key} id={key} />
      ))}
      {documents.length > named && <li>{t("composer.moreFiles", { count: documents.length - named })}</li>}
    </ul>
  );
}

function Chosen({ id }: { id: string }) {
  const t = useT();
  const { data, isPending } = useDocument(id);
  const name = data?.name.split("/").pop() ?? (isPending ? "…" : t("source.gone"));
  return (
    <li>
      <FileText />
      <span>{name}</span>
    </li>
  );
}
