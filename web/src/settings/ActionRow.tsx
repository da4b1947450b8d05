import { useState } from "react";
import { Failure } from "../api/http";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";

interface Words {
  name: string;
  about: string;
  button: string;
  done: string;
}

// ActionRow is a row of the settings that does one thing at the server and says how it went.
export function ActionRow({ words, run }: { words: Words; run: () => Promise<unknown> }) {
  const t = useT();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    try {
      await run();
      toast({ text: words.done });
    } catch (error) {
      toast({ text: (error instanceof Failure && error.message) || t("common.failed"), tone: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="setting">
      <div className="setting-text">
        <span>{words.name}</span>
        <small>{words.about}</small>
      </div>
      <button type="button" className="button" disabled={busy} onClick={() => void act()}>
        {words.button}
      </button>
    </div>
  );
}
