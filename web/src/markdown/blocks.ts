// Block is a stretch of Markdown that can be rendered on its own. Its key is its offset, so that a finished block keeps
// its identity while the answer grows.
export interface Block {
  key: number;
  text: string;
  code: boolean; // a fenced code block, complete or still open
}

const fenceStart = /^ {0,3}(`{3,}|~{3,})/;
const listItem = /^ {0,3}([-*+]|\d{1,9}[.)])( |\t|$)/;
const indented = /^( {2,}|\t)/;

// splitBlocks cuts Markdown at boundaries that rendering its parts on their own respects: at a blank line outside of a
// fence, unless what follows continues a list, and before and after a fence at the outer level. What it returns joins to
// the input. Growing the input changes only the last blocks, which is what makes streaming cheap.
export function splitBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let start = 0; // of the block under way
  let fence = ""; // the marks that opened the fence under way
  let fenced = false; // the block under way is a fence at the outer level
  let list = false; // it is a list
  let blank = false; // a blank line was seen after text
  const cut = (at: number) => {
    if (at > start) blocks.push({ key: start, text: markdown.slice(start, at), code: fenced });
    start = at;
    fenced = list = blank = false;
  };
  for (let at = 0; at < markdown.length; ) {
    const newline = markdown.indexOf("\n", at);
    const end = newline < 0 ? markdown.length : newline + 1;
    const line = markdown.slice(at, end);
    if (fence !== "") {
      if (closes(line, fence)) {
        fence = "";
        if (fenced) cut(end);
      }
    } else if (line.trim() === "") {
      blank = at > start || blank;
    } else {
      const opens = fenceStart.exec(line);
      const inList = list && (indented.test(line) || listItem.test(line));
      if (blank && !inList) cut(at);
      else if (opens && !list) cut(at);
      if (opens) {
        fence = opens[1] as string;
        fenced = start === at;
      } else if (start === at || !list) {
        list ||= listItem.test(line);
      }
      blank = false;
    }
    at = end;
  }
  cut(markdown.length);
  return blocks;
}

function closes(line: string, fence: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === (fence[0] as string).repeat(text.length);
}

// splitGrowing is splitBlocks for an answer that grows: it keeps the blocks of the time before that can't change any more
// and splits only what comes after them.
export function splitGrowing(before: Block[], markdown: string): Block[] {
  const most = before.length - 2; // the last may grow, and a blank line may yet join the one before to a list
  let stable = 0;
  while (stable < most && markdown.startsWith((before[stable] as Block).text, (before[stable] as Block).key)) stable++;
  if (stable === 0) return splitBlocks(markdown);
  const kept = before.slice(0, stable);
  const last = kept[stable - 1] as Block;
  const from = last.key + last.text.length;
  return [...kept, ...splitBlocks(markdown.slice(from)).map((b) => ({ ...b, key: b.key + from }))];
}

// openFence takes a fenced block apart: its language and its code, without the marks.
export function openFence(text: string): { language: string; code: string } {
  const newline = text.indexOf("\n");
  const first = newline < 0 ? text : text.slice(0, newline);
  const marks = fenceStart.exec(first)?.[1] ?? "";
  const language = first.trim().slice(marks.length).trim().split(/\s/)[0] ?? "";
  let code = newline < 0 ? "" : text.slice(newline + 1);
  const lastLine = code.trimEnd().lastIndexOf("\n") + 1;
  if (marks !== "" && closes(code.trimEnd().slice(lastLine), marks)) code = code.slice(0, lastLine);
  return { language, code: code.replace(/\n$/, "") };
}
