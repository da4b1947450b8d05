import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useT } from "../i18n";
import { copy, type Copied } from "./clipboard";
import { IconButton } from "./IconButton";
import { useToast } from "./Toast";

// CopyButton copies what text gives at the moment it is pressed, and shows for a moment that it did.
export function CopyButton({ text, label }: { text: () => string | Copied; label: string }) {
  const t = useT();
  const toast = useToast();
  const [done, setDone] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const press = async () => {
    if (!(await copy(text()))) {
      toast({ text: t("turn.copyFailed"), tone: "bad" });
      return;
    }
    setDone(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setDone(false), 1600);
  };
  return (
    <IconButton label={done ? t("turn.copied") : label} onClick={() => void press()}>
      {done ? <Check /> : <Copy />}
    </IconButton>
  );
}
