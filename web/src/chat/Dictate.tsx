import { Mic, MicOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../i18n";
import { IconButton } from "../ui/IconButton";
import { useToast } from "../ui/Toast";
import { joined, recognition, said, type Recognition } from "./dictation";

// Dictate writes what is said behind the text. onText gets the whole text each time more is understood.
export default function Dictate({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t, language } = useWords();
  const toast = useToast();
  const running = useRef<Recognition>(null);
  const [listening, setListening] = useState(false);
  useEffect(() => () => running.current?.abort(), []);
  const start = () => {
    const Maker = recognition();
    if (!Maker) return;
    const one = new Maker();
    one.lang = language === "en" ? "en-US" : "ko-KR";
    one.continuous = true;
    one.interimResults = true;
    one.onresult = (event) => onText(joined(text, said(event.results)));
    one.onerror = ({ error }) => {
      if (error !== "aborted" && error !== "no-speech") toast({ text: t(error === "not-allowed" ? "dictate.refused" : "dictate.failed"), tone: "bad" });
    };
    one.onend = () => {
      running.current = null;
      setListening(false);
    };
    running.current = one;
    setListening(true);
    one.start();
  };
  return (
    <IconButton label={t(listening ? "dictate.stop" : "dictate.start")} side="top" aria-pressed={listening} onClick={() => (listening ? running.current?.stop() : start())}>
      {listening ? <MicOff /> : <Mic />}
    </IconButton>
  );
}
