import * as Dialog from "@radix-ui/react-dialog";
import { useQuery } from "@tanstack/react-query";
import { call, Failure } from "../api/http";
import { usePulse } from "../api/queries";
import type { ModelSetup } from "../api/wire";
import { useClient } from "../app/client";
import { VectorsNote } from "../documents/VectorsNote";
import { useT } from "../i18n";
import { useBackCloses } from "../ui/back";
import { returnFocus } from "../ui/focus";
import { ModelForm } from "./ModelForm";
import { modelPaths, type ModelUse } from "./modelPlaces";

// ModelDialog connects the model that answers or that of the search, for those who may; others learn who can.
export default function ModelDialog({ use = "answer", onClose }: { use?: ModelUse; onClose: () => void }) {
  const t = useT();
  useBackCloses(onClose);
  const { session } = useClient();
  const setup = useQuery({
    queryKey: ["model", use],
    queryFn: ({ signal }) => call<ModelSetup>(modelPaths[use], { signal }),
    retry: false, gcTime: 0,
  });
  const vectors = usePulse().data?.vectors;
  const search = use === "search";
  // Who lacks the rights is told whom to ask; without accounts it is the way here that is wrong, and the server says how.
  const rights = setup.error instanceof Failure && setup.error.status === 403 && session.accounts;
  const failed = setup.error instanceof Failure && !rights ? setup.error.message : "";
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog model-dialog" aria-describedby="model-lead" onCloseAutoFocus={returnFocus}>
          <Dialog.Title>{t(search ? "encoder.title" : session.model ? "model.change" : "model.title")}</Dialog.Title>
          <p id="model-lead">{t(search ? "encoder.lead" : session.model ? "model.changeLead" : "model.lead")}</p>
          {setup.isPending && <p className="dim" role="status">{t("model.looking")}</p>}
          {setup.isError && <p>{failed || t("model.askAdmin")}</p>}
          {setup.data?.source === "config" && <p>{t(search ? "encoder.fixed" : "model.fixed", { name: setup.data.name ?? "" })}</p>}
          {search && <VectorsNote vectors={vectors} />}
          {setup.data && setup.data.source !== "config" ? (
            <ModelForm use={use} setup={setup.data} onClose={onClose} />
          ) : (
            <div className="dialog-actions">
              <Dialog.Close asChild>
                <button type="button" className="button primary">
                  {t("common.close")}
                </button>
              </Dialog.Close>
            </div>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
