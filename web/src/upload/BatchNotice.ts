import { useEffect, useRef } from "react";
import { usePulse, workingCount } from "../api/queries";
import { useUploadBatch } from "../app/client";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";
import { seeDocuments } from "./see";

const worthANotice = 5; // files; of fewer people see the end themselves

interface Watch {
  files: number;
  failedBefore: number;
  seenWorking: boolean; // the server tells of a file a moment after it was sent
}

// BatchNotice says when the last of many uploaded files can be asked, wherever in the client people are by then. It is there
// from the first batch on, which may be over when it is loaded.
export default function BatchNotice() {
  const t = useT();
  const toast = useToast();
  const batch = useUploadBatch();
  const { data: pulse } = usePulse();
  const watch = useRef<Watch | null>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!pulse) return;
    const working = workingCount(pulse.counts);
    const failed = pulse.counts.failed ?? 0;
    const begun = first.current || batch.finished < batch.files;
    first.current = false;
    if (begun && batch.files >= worthANotice) {
      watch.current ??= { files: 0, failedBefore: failed, seenWorking: false };
      watch.current.files = batch.files;
    }
    const watched = watch.current;
    if (!watched) return;
    watched.seenWorking ||= working > 0;
    if (batch.finished < batch.files || working > 0 || !watched.seenWorking) return;
    watch.current = null;
    const lost = Math.min(watched.files, Math.max(0, failed - watched.failedBefore));
    const text = lost === 0 ? t("upload.batchReady", { count: watched.files }) : t("upload.batchReadyFailed", { count: watched.files - lost, failed: lost });
    toast({ text, ...seeDocuments(t) });
  }, [batch, pulse, t, toast]);
  return null;
}
