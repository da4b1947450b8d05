import { Upload } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useT } from "../i18n";
import { fromTransfer } from "../upload/gather";
import type { NamedFile } from "../upload/uploads";
import { usePrivateUploads } from "../upload/visibility";
import { useClient } from "./client";

// DropZone takes files that are dropped anywhere in the window.
export function DropZone({ onFiles }: { onFiles: (files: NamedFile[]) => void }) {
  const t = useT();
  const { session } = useClient();
  const [privately] = usePrivateUploads();
  const [over, setOver] = useState(false);
  const handler = useRef(onFiles);
  useEffect(() => {
    handler.current = onFiles;
  });
  useEffect(() => {
    let depth = 0; // dragenter and dragleave come for every element on the way
    const files = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!files(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    };
    const overIt = (event: DragEvent) => {
      if (!files(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    };
    const leave = (event: DragEvent) => {
      if (!files(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!event.dataTransfer || !files(event)) return;
      event.preventDefault();
      void fromTransfer(event.dataTransfer).then((found) => handler.current(found));
    };
    addEventListener("dragenter", enter);
    addEventListener("dragover", overIt);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragenter", enter);
      removeEventListener("dragover", overIt);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="drop-zone" aria-hidden>
      <div>
        <Upload />
        <b>{t("upload.drop")}</b>
        <small>{t("upload.dropHint")}</small>
        {session.accounts && <small>{t(privately ? "upload.seenByMe" : "upload.seenByAll")}</small>}
      </div>
    </div>
  );
}
