// @vitest-environment happy-dom
// The server renders answers for clients that show no Markdown (internal/safehtml). What they show and what this client
// draws is the same answer: same lines, same marks.
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import cases from "../../../internal/safehtml/testdata/markdown.json";
import Markdown from "./Markdown";

const names: Record<string, string> = { strong: "b", em: "i", h1: "b", h2: "b", h3: "b", h4: "b", h5: "b", h6: "b" };
const flowing = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6"]);
const structure = new Set(["ul", "ol", "table", "thead", "tbody", "tr"]);

// plain writes what a page shows in the server's vocabulary: its elements, and newlines for breaks.
function plain(parent: Element, inPre = false): string {
  let out = "";
  let flowed = false;
  for (const node of parent.childNodes) {
    if (node.nodeType === 3) {
      const value = node.textContent ?? "";
      if (!inPre && value.trim() === "" && value.includes("\n")) continue; // between elements
      if (structure.has(parent.localName) && value.trim() === "") continue;
      out += inPre ? value : value.replace(/^\n+|\n+$/g, "");
      flowed = value.trim() !== "";
      continue;
    }
    const element = node as Element;
    const name = element.localName;
    const text = element.textContent ?? "";
    if (name === "button") continue;
    if (name === "br") {
      out += "\n";
    } else if (flowing.has(name)) {
      out += (flowed ? "\n\n" : "") + (name === "p" ? plain(element) : `<b>${plain(element)}</b>`);
    } else if (name === "pre") {
      out += `<pre><code>${text.replace(/\n$/, "")}</code></pre>`;
    } else if (name === "a") {
      const address = element.getAttribute("href") ?? "";
      out += plain(element) + (address === text ? "" : ` (${address})`);
    } else if (name === "div" || name === "span" || name === "figure" || name === "figcaption" || name === "section") {
      const inside = plain(element);
      const flows = element.className === "block" && flowing.has(element.firstElementChild?.localName ?? "");
      out += (flows && flowed ? "\n\n" : "") + inside;
      flowed = element.className === "block" && flowing.has(element.lastElementChild?.localName ?? "");
      continue;
    } else {
      const as = names[name] ?? name;
      out += `<${as}${element.hasAttribute("start") ? ` start="${element.getAttribute("start")}"` : ""}>${plain(element)}`;
      if (name !== "hr") out += `</${as}>`;
    }
    flowed = flowing.has(name) || (flowed && !["ul", "ol", "pre", "table", "blockquote", "hr"].includes(name)) || ["b", "strong", "a", "em", "code", "del", "br"].includes(name);
  }
  return out;
}

function drawn(markdown: string): string {
  const page = document.createElement("div");
  page.innerHTML = renderToStaticMarkup(
    <>
      <Markdown text={markdown} />
    </>,
  );
  for (const header of page.querySelectorAll(".code-head, header")) header.remove();
  return plain(page.querySelector(".md") as Element);
}

// unescaped: entities of the server's HTML as the characters that a page shows.
const shown = (html: string) => html.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&");

// A link that leads nowhere is its text here; there is no link there, and its address is shown.
const apart = new Set(["a script link is text"]);

describe("an answer looks the same to clients of the server's HTML", () => {
  for (const c of cases.filter((c) => !apart.has(c.name))) {
    test(c.name, () => expect(drawn(c.markdown)).toBe(shown(c.html)));
  }
});
