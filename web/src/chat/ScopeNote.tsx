import { FileText } from "lucide-react";
import { useDocument } from "../api/queries";
import { useT } from "../i18n";

// ScopeNote names the documents that a question was put to.
export function ScopeNote({ documents }: { documents: readonly string[] }) {
  const t = useT();
  return (
    <ul className="q-scope" aria-label={t("turn.scope")}>
      {documents.map((key) => (
        <Chosen key={key} id={key} />
      ))}
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
