import { Pause, Play, Volume2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useT } from "../i18n";
import { IconButton } from "../ui/IconButton";
import { Player, type Playing } from "./player";

interface Props {
  sentences: readonly string[]; // paths of those that can be heard so far
  whole: string; // path of the whole recording; "": it is not there yet
  complete: boolean; // no further sentence will come
}

// Recording plays what the server's voice reads. While the answer is being read, it plays sentence by sentence from the
// first one on; once the whole is there, and unless somebody is listening, it is the browser's own player.
export default function Recording({ sentences, whole, complete }: Props) {
  const t = useT();
  const [state, setState] = useState<Playing>("ended");
  const [player] = useState(() => new Player(setState));
  useEffect(() => player.update(sentences, complete), [player, sentences, complete]);
  useEffect(() => () => player.stop(), [player]);
  if (state === "ended" && whole !== "") {
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- what it says is the text above
    return <audio className="speech" controls preload="none" src={whole} aria-label={t("turn.listen")} />;
  }
  if (sentences.length === 0) return null;
  const reading = state === "reading";
  return (
    <span className="recording">
      <IconButton
        label={t(reading ? "aloud.pause" : state === "paused" ? "aloud.resume" : "aloud.start")}
        onClick={() => (reading ? player.pause() : player.play())}
      >
        {reading ? <Pause /> : state === "paused" ? <Play /> : <Volume2 />}
      </IconButton>
    </span>
  );
}
