import { useWords } from "../i18n";
import { canRetry, type Upload, type Uploads } from "../upload/uploads";

// LostUploads does to all files that were not uploaded what a row does to one.
export function LostUploads({ lost, uploads }: { lost: readonly Upload[]; uploads: Uploads }) {
  const { t } = useWords();
  const again = lost.filter(canRetry);
  return (
    <div className="lost-uploads">
      {again.length > 0 && (
        <button type="button" className="text-button" onClick={() => uploads.again(again.map((u) => u.id))}>
          {t(again.length === lost.length ? "upload.againAll" : "upload.againSome", { count: again.length })}
        </button>
      )}
      <button type="button" className="text-button" onClick={() => uploads.dropFailed()}>
        {t("upload.dismissAll", { count: lost.length })}
      </button>
    </div>
  );
}
