import { useEffect, useRef } from "react";
import { usePulse } from "../api/queries";
import { useClient } from "../app/client";
import { save } from "../app/storage";
import { sampledKey } from "../chat/useSamples";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";
import { ownReady, samplesOf } from "./samples";
import { useDocumentActions } from "./useDocumentActions";

const staysFor = 20_000; // ms; it is said once

// SampleNotice offers to remove the sample documents once the first other document of the reader's can be asked.
export default function SampleNotice() {
  const t = useT();
  const toast = useToast();
  const { session } = useClient();
  const { act } = useDocumentActions();
  const ready = usePulse().data?.counts.ready ?? 0;
  const looking = useRef(false);
  useEffect(() => {
    if (ready <= session.samples || looking.current) return;
    looking.current = true;
    const offer = async () => {
      if (!(await ownReady(session.user ?? ""))) {
        looking.current = false;
        return;
      }
      const samples = await samplesOf();
      save(sampledKey, undefined);
      if (samples.length === 0) return;
      const remove = { label: t("samples.remove", { count: samples.length }), run: () => void act("delete", samples) };
      toast({ text: t("samples.offer"), ms: staysFor, action: remove });
    };
    offer().catch(() => {
      looking.current = false; // unreachable: the next change tries again
    });
  }, [ready, session.samples, session.user, act, toast, t]);
  return null;
}
