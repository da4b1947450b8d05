// What is read aloud of an answer by the browser's own voice.

interface Said {
  table: string; // in place of a table
  code: string; // in place of a block of code
}

const end = /(?<=[.!?…。]["'”’)\]]?)\s+/;

// spoken gives an answer's sentences as they are read: without citations, addresses and marks of Markdown. A table or a
// block of code is announced, not read. The server's voices keep to the same rules (internal/chat/aloud.go).
export function spoken(answer: string, said: Said): string[] {
  const sentences: string[] = [];
  const add = (text: string) => {
    if (text !== "" && sentences.at(-1) !== text) sentences.push(text);
  };
  const lines = answer.split("\n").map(unprefixed);
  let open = ""; // the fence of the block of code that the line is in
  let inTable = false;
  lines.forEach((line, i) => {
    const [, mark = "", info = ""] = fence.exec(line) ?? [];
    if (open !== "") {
      if (mark.startsWith(open) && info.trim() === "") open = "";
      return;
    }
    if (mark !== "") {
      open = mark;
      add(said.code);
      return;
    }
    const next = lines[i + 1] ?? "";
    inTable = line.trim().startsWith("|") || (line.includes("|") && (inTable || (next.includes("|") && divider.test(next))));
    if (inTable) {
      add(said.table);
      return;
    }
    for (const sentence of unmarked(line).split(end)) add(sentence.trim());
  });
  return sentences;
}

const prefix = /^\s*(?:>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?)/;
const fence = /^\s*(?:\d+[.)]\s+)?(`{3,}|~{3,})(.*)$/;
const divider = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/; // the second line of a table
const rule = /^\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={2,}\s*)$/; // across the page, or below a heading

// unprefixed is a line without the marks of quotations and lists, however deeply nested.
function unprefixed(line: string): string {
  while (!rule.test(line)) {
    const at = prefix.exec(line);
    if (at === null) return line;
    line = line.slice(at[0].length);
  }
  return "";
}

// unmarked is a line without what Markdown and citations add to it. Escaped characters pass through it in Unicode's private
// range, so that they are never taken for marks.
function unmarked(line: string): string {
  return line
    .replace(/\\([!-/:-@[-`{-~])/g, (_, c: string) => String.fromCharCode(c.charCodeAt(0) + 0xe000))
    .replace(/!?\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)/g, "$1") // a link is its text
    .replace(/(`+[^`]*`+)|\s*\[\d{1,2}\]/g, (_, code?: string) => code ?? "")
    .replace(/https?:\/\/[^\s<>)\]]+/g, "")
    .replace(/^\s*#{1,6}\s+(.*?)(?:\s+#+)?\s*$/, "$1")
    .replace(/\*\*|__|~~|`/g, "")
    .replace(/\*([^\s*](?:[^*]*[^\s*])?)\*/g, "$1")
    .replace(/(^|[\s("'])_([^\s_](?:[^_]*[^\s_])?)_/g, "$1$2")
    .replace(/<\/?[A-Za-z][^>]*>|<>/g, " ")
    .replace(/[\uE021-\uE07E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xe000))
    .replace(/\s+/g, " ")
    .trim();
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
