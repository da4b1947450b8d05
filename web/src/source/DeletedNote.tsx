import { Undo2 } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";
import { usePulse, useTrash } from "../api/queries";
import { shortName, useDocumentActions } from "../documents/useDocumentActions";
import { useT } from "../i18n";
import { GoneNote } from "./GoneNote";

// DeletedNote stands where a source's document was deleted. As long as that can be undone, whoever may do it does it here.
export function DeletedNote({ document: key }: { document: string }) {
  const t = useT();
  const queries = useQueryClient();
  const { act } = useDocumentActions();
  const deleting = usePulse().data?.counts.deleting ?? 0;
  const restorable = useTrash(deleting).data?.find((d) => d.key === key);
  if (!restorable) return <GoneNote why="source.deleted" />;
  const restore = async () => {
    if (await act("restore", [restorable])) await queries.invalidateQueries({ queryKey: ["conversation"] });
  };
  return (
    <GoneNote why="source.deleted">
      <p>{t("source.restorable", { name: shortName(restorable) })}</p>
      <button type="button" className="button" onClick={() => void restore()}>
        <Undo2 /> {t("docs.restore")}
      </button>
    </GoneNote>
  );
}
