// Playing is where the reading of an answer stands.
export type Playing = "ended" | "reading" | "paused";

const playing = new Set<Player>(); // one at most: only one answer is read at a time

// Player plays the recordings of an answer's sentences, one after the other. Further ones may come while it plays; it waits
// for them. Only one Player plays at a time: whoever begins pauses the one before.
export class Player {
  private sentences: readonly string[] = [];
  private complete = false;
  private at = 0; // the sentence that is played, or waited for
  private audio: HTMLAudioElement | null = null;
  private state: Playing = "ended";

  constructor(private readonly changed: (state: Playing) => void) {}

  // update says which sentences there are, and whether there will be no more. A sentence that was withdrawn is played to
  // its end if it has begun.
  update(sentences: readonly string[], complete: boolean): void {
    this.sentences = sentences;
    this.complete = complete;
    if (this.state === "reading" && this.audio === null) this.go();
  }

  play(): void {
    for (const other of playing) if (other !== this) other.pause();
    playing.add(this);
    if (typeof window.speechSynthesis !== "undefined") window.speechSynthesis.cancel();
    this.tell("reading");
    if (this.audio) void this.begin(this.audio);
    else this.go();
  }

  pause(): void {
    if (this.state !== "reading") return;
    this.audio?.pause();
    playing.delete(this);
    this.tell("paused");
  }

  // stop ends the reading; playing again begins with the first sentence.
  stop(): void {
    this.audio?.pause();
    this.audio = null;
    this.at = 0;
    playing.delete(this);
    if (this.state !== "ended") this.tell("ended");
  }

  private go(): void {
    const path = this.sentences[this.at];
    if (path === undefined) {
      if (this.complete) this.stop();
      return; // update goes on
    }
    const audio = new Audio(path);
    this.audio = audio;
    const over = () => {
      if (this.audio !== audio) return;
      this.audio = null;
      this.at++;
      if (this.state === "reading") this.go();
    };
    audio.addEventListener("ended", over);
    audio.addEventListener("error", over); // one that can't be played costs itself alone
    void this.begin(audio);
  }

  private async begin(audio: HTMLAudioElement): Promise<void> {
    try {
      await audio.play();
    } catch {
      // A pause comes in between, the browser forbids it, or the error event goes on.
      if (this.audio === audio && audio.error === null) this.pause();
    }
  }

  private tell(state: Playing): void {
    if (state === this.state) return;
    this.state = state;
    this.changed(state);
  }
}
