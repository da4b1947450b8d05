import type { Translate } from "../i18n";
import { doubtsOf } from "../markdown/doubts";
import { citedIn } from "../source/evidence";
import { sourceName } from "./sourceName";
import type { TurnView } from "./view";

// sourceLine names a source in plain text: [1] file.pdf, p. 3.
function sourceLines(view: TurnView, t: Translate): string[] {
  return view.sources.map((s) => {
    const page = s.page ? `, ${t("source.page", { page: s.page })}` : "";
    return `[${s.number}] ${sourceName(s, view.sources)}${page}`;
  });
}

// doubted is an answer with a mark behind each sentence that no source bears out; in a row of a table, in its last cell.
function doubted(view: TurnView, t: Translate): string {
  let text = "";
  let from = 0;
  for (const { start, end } of doubtsOf(view.verdicts)) {
    const sentence = view.answer.slice(start, end);
    const kept = sentence.trimEnd().replace(/\s*\|$/, "");
    text += `${view.answer.slice(from, start)}${kept} (${t("doubt.mark")})${sentence.slice(kept.length)}`;
    from = end;
  }
  return text + view.answer.slice(from);
}

// whole is what is shown of an answer: its label, the text, the translation.
function whole(view: TurnView, t: Translate): string {
  return [view.label, doubted(view, t).trim(), view.translation.trim()].filter((part) => part !== "").join("\n\n");
}

// answerText is an answer as Markdown with the list of its sources, to show to somebody else.
export function answerText(view: TurnView, t: Translate): string {
  const lines = sourceLines(view, t);
  const sources = lines.length > 0 ? `\n\n${t("export.sources")}\n${lines.join("\n")}` : "";
  return whole(view, t) + sources;
}

// passages quotes what the cited sources say, as Markdown: a file goes to people who can't open them. Where an answer cites
// none, all of them are quoted.
function passages(view: TurnView, t: Translate): string {
  const cited = citedIn(view.answer, view.sources);
  return view.sources
    .map((s, i) => {
      const text = cited.size === 0 || cited.has(s.number) ? (s.translation || s.excerpt).trim() : "";
      return `- ${sourceLines(view, t)[i]}${text ? `\n\n  > ${text.replace(/\s*\n\s*/g, "\n  > ")}` : ""}`;
    })
    .join("\n\n");
}

// conversationText is a whole conversation as Markdown, with the passages that its answers rest on.
export function conversationText(title: string, views: readonly TurnView[], t: Translate): string {
  const turns = views.map((view) => {
    const question = view.file ? t("turn.summaryOf", { name: view.question }) : view.question;
    const quoted = passages(view, t);
    const sources = quoted ? `\n\n**${t("export.sources")}**\n\n${quoted}` : "";
    return `## ${t("export.question")}: ${question.replace(/\s+/g, " ")}\n\n${whole(view, t)}${sources}`;
  });
  return `# ${title}\n\n${turns.join("\n\n")}\n`;
}

// fileName makes a name that every file system takes.
export function fileName(title: string): string {
  const name = title.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 80);
  return `${name || "mundap"}.md`;
}

// answerHTML is a drawn answer for word processors: its elements without the page's buttons, citations as [n].
export function answerHTML(drawn: Element, sources: readonly string[], heading: string): string {
  const copy = drawn.cloneNode(true) as Element;
  for (const cite of copy.querySelectorAll("[data-cite]")) cite.replaceWith(`[${cite.getAttribute("data-cite")}]`);
  for (const mark of copy.querySelectorAll(".doubt-mark")) mark.replaceWith(` (${mark.textContent})`);
  for (const extra of copy.querySelectorAll("button, .code-head")) extra.remove();
  for (const element of copy.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) if (name !== "href") element.removeAttribute(name);
  }
  if (sources.length > 0) {
    const list = document.createElement("div");
    const title = document.createElement("p");
    title.textContent = heading;
    list.append(title);
    for (const line of sources) {
      const p = document.createElement("p");
      p.textContent = line;
      list.append(p);
    }
    copy.append(list);
  }
  return copy.innerHTML;
}

export { sourceLines };
