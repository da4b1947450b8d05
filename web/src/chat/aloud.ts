// What is read aloud of an answer by the browser's own voice.

interface Said {
  table: string; // in place of a table
  code: string; // in place of a block of code
}

const end = /(?<=[.!?…。]["'”’)\]]?)\s+/;

// spoken gives an answer's sentences as they are read: without citations, addresses and marks of Markdown. A table or a
// block of code is named once, not read.
export function spoken(answer: string, said: Said): string[] {
  const sentences: string[] = [];
  const add = (text: string) => {
    if (text !== "" && sentences.at(-1) !== text) sentences.push(text);
  };
  let fenced = false;
  for (const line of answer.split("\n")) {
    if (/^\s*(```|~~~)/.test(line)) {
      if (!fenced) add(said.code);
      fenced = !fenced;
    } else if (fenced) {
      continue;
    } else if (/^\s*\|/.test(line)) {
      add(said.table);
    } else {
      for (const sentence of plain(line).split(end)) add(sentence.trim());
    }
  }
  return sentences;
}

// plain is a line without what Markdown and citations add to it.
function plain(line: string): string {
  return line
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1") // a link is its text
    .replace(/\s*\[\d{1,2}\]/g, "")
    .replace(/https?:\/\/\S+/g, "")
    .replace(/^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+)/, "")
    .replace(/(\*\*|__|~~|`)/g, "")
    .replace(/\\([\\*`<~#>+\-=.)])/g, "$1")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
}

export function canRead(): boolean {
  return typeof window !== "undefined" && "speechSynthesis" in window && typeof SpeechSynthesisUtterance !== "undefined";
}

// Reader reads sentences one after the other, so that the first one is heard at once and a pause ends within a sentence.
// Only one thing is read at a time: whoever begins ends what was read before.
export class Reader {
  private at = 0;
  private run = 0; // counts beginnings: what an earlier one still reports is nobody's

  constructor(
    private readonly sentences: readonly string[],
    private readonly changed: (state: "reading" | "paused" | "ended") => void,
  ) {}

  start(): void {
    window.speechSynthesis.cancel();
    this.run++;
    this.changed("reading");
    this.next(this.run);
  }

  pause(): void {
    this.run++;
    window.speechSynthesis.cancel();
    this.changed("paused");
  }

  stop(): void {
    this.run++;
    window.speechSynthesis.cancel();
  }

  private next(run: number): void {
    const text = this.sentences[this.at];
    if (text === undefined) {
      this.at = 0;
      this.changed("ended");
      return;
    }
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = /[가-힣]/.test(text) ? "ko-KR" : "en-US";
    utterance.addEventListener("end", () => {
      if (run !== this.run) return;
      this.at++;
      this.next(run);
    });
    utterance.addEventListener("error", () => {
      if (run !== this.run) return;
      this.run++; // something else is read now, or there is no voice: this can go on later
      this.changed("paused");
    });
    window.speechSynthesis.speak(utterance);
  }
}
