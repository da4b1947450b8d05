import * as Dialog from "@radix-ui/react-dialog";
import { useQueryClient } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { useEffect, useState } from "react";
import { call, Failure } from "../api/http";
import { actOnDocuments } from "../api/queries";
import type { Link } from "../api/wire";
import { useT, type Translate } from "../i18n";
import { copy } from "../ui/clipboard";
import { useBackCloses } from "../ui/back";
import { returnFocus } from "../ui/focus";
import { useToast } from "../ui/Toast";

// LinkDialog makes the link that opens an answer for colleagues, and takes it back. It says which documents keep the link
// closed, and shares those of the reader's own.
export default function LinkDialog({ request, link, onClose }: { request: string; link: string; onClose: () => void }) {
  const t = useT();
  useBackCloses(onClose);
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
  const [obstacles, setObstacles] = useState<Link | null>(null);
  const ask = async () => {
    const made = await call<Link>(api, { method: "POST" }); // an answer that has a link keeps it
    setObstacles(made);
    setPath(made.path);
  };
  const make = () => change(ask);
  useEffect(() => {
    if (path !== "") ask().catch(() => {}); // the link is there; what is in its way could not be read
    // only of a link that was there when the dialog opened
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const own = (path !== "" && obstacles?.restricted?.filter((d) => d.mine)) || [];
  const share = () =>
    change(async () => {
      const { results } = await actOnDocuments("share", own.map((d) => d.key));
      const failed = results.find((r) => r.error);
      if (failed) toast({ text: failed.error?.message || t("docs.actionFailed"), tone: "bad" });
      void queries.invalidateQueries({ queryKey: ["documents"] });
      await ask();
    });
  const takeBack = () =>
    change(async () => {
      await call(api, { method: "DELETE" });
      setPath("");
      setObstacles(null);
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
          {path !== "" && obstacles && (
            <div role="status" className="link-obstacles">
              {obstacleTexts(obstacles, t).map((text) => (
                <p key={text}>{text}</p>
              ))}
              {own.length > 0 && !obstacles.closed && (
                <button type="button" className="button small" disabled={busy} onClick={() => void share()}>
                  <Globe /> {t("docs.shareThese")}
                </button>
              )}
            </div>
          )}
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

// obstacleTexts say why colleagues can't open a link.
function obstacleTexts({ restricted = [], closed }: Link, t: Translate): string[] {
  if (closed) return [t("link.closed")];
  const own = restricted.filter((d) => d.mine);
  const name = own[0]?.name.split("/").pop() ?? "";
  const text = own.length === 0 ? [] : [own.length === 1 ? t("link.own", { name }) : t("link.ownMany", { name, count: own.length })];
  return own.length < restricted.length ? [...text, t("link.others")] : text;
}
