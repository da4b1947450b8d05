import { Pause, Play, Volume2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useT } from "../i18n";
import { IconButton } from "../ui/IconButton";
import { Reader, spoken } from "./aloud";

// ReadAloud reads a finished answer with the browser's own voice, where the server has none.
export default function ReadAloud({ answer }: { answer: string }) {
  const t = useT();
  const [state, setState] = useState<"ended" | "reading" | "paused">("ended");
  const reader = useRef<Reader | null>(null);
  useEffect(() => () => reader.current?.stop(), []);
  const press = () => {
    if (state === "reading") {
      reader.current?.pause();
      return;
    }
    reader.current ??= new Reader(spoken(answer, { table: t("aloud.table"), code: t("aloud.code") }), setState);
    reader.current.start();
  };
  return (
    <IconButton label={t(state === "reading" ? "aloud.pause" : state === "paused" ? "aloud.resume" : "aloud.start")} onClick={press}>
      {state === "reading" ? <Pause /> : state === "paused" ? <Play /> : <Volume2 />}
    </IconButton>
  );
}
