import * as Dialog from "@radix-ui/react-dialog";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call, Failure } from "../api/http";
import type { Link } from "../api/wire";
import { useT } from "../i18n";
import { copy } from "../ui/clipboard";
import { returnFocus } from "../ui/focus";
import { useToast } from "../ui/Toast";

// LinkDialog makes the link that opens an answer for colleagues, and takes it back.
export default function LinkDialog({ request, link, onClose }: { request: string; link: string; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const made = ["link", request]; // what was made or taken back since the answer was read
  const [path, keep] = useState(() => queries.getQueryData<string>(made) ?? link);
  const setPath = (to: string) => {
    queries.setQueryData(made, to);
    keep(to);
  };
  const [busy, setBusy] = useState(false);
  const api = `/api/answers/${encodeURIComponent(request)}/link`;
  const change = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast({ text: (error instanceof Failure && error.message) || t("link.failed"), tone: "bad" });
    }
    setBusy(false);
  };
  const make = () => change(async () => setPath((await call<Link>(api, { method: "POST" })).path));
  const takeBack = () =>
    change(async () => {
      await call(api, { method: "DELETE" });
      setPath("");
      toast({ text: t("link.takenBack") });
    });
  const address = path && new URL(path, location.origin).href;
  const copyLink = async () => {
    const done = await copy(address);
    toast(done ? { text: t("link.copied") } : { text: t("turn.copyFailed"), tone: "bad" });
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby="link-lead" onCloseAutoFocus={returnFocus}>
          <Dialog.Title>{t("link.title")}</Dialog.Title>
          <p id="link-lead">{t("link.lead")}</p>
          {path !== "" && <input className="field" readOnly aria-label={t("link.address")} value={address} onFocus={(event) => event.target.select()} />}
          <div className="dialog-actions">
            {path !== "" && (
              <button type="button" className="button quiet" disabled={busy} onClick={() => void takeBack()}>
                {t("link.takeBack")}
              </button>
            )}
            <Dialog.Close asChild>
              <button type="button" className="button quiet">
                {t("common.close")}
              </button>
            </Dialog.Close>
            <button type="button" className="button primary" disabled={busy} onClick={() => void (path === "" ? make() : copyLink())}>
              {t(path === "" ? "link.make" : "link.copy")}
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
