import type { Nodes, Parents, Root } from "mdast";

// A particle follows a word without a blank, an address too: "https://example.com에서". GitHub's rule for bare addresses takes
// it for a part of the address.
const hangul = /[가-힣]+$/;
const particle = /^(?:에서|에게|에는|에도|에|으로|로|을|를|은|는|이|가|와|과|의|도|만|까지|부터|처럼|이나|나|이고|이며|이다|입니다|이에요|예요|라고|이라고)$/;

// remarkAddresses lets a bare address end where Hangul follows a Latin letter, a figure or a bracket, or a particle anything
// else. Hangul after a slash or another mark may well belong to it: https://ko.wikipedia.org/wiki/한국어.
export function remarkAddresses() {
  return (tree: Root) => visit(tree);
}

function visit(parent: Parents): void {
  const children: Nodes[] = [];
  for (const child of parent.children) {
    const bare = child.type === "link" && child.children.length === 1 ? child.children[0] : undefined;
    if (child.type === "link" && bare?.type === "text" && child.url.endsWith(bare.value)) {
      const end = endOf(bare.value);
      const rest = bare.value.slice(end);
      children.push(child);
      if (rest === "") continue;
      child.url = child.url.slice(0, child.url.length - rest.length);
      bare.value = bare.value.slice(0, end);
      children.push({ type: "text", value: rest });
    } else {
      if ("children" in child) visit(child);
      const last = children.at(-1);
      if (child.type === "text" && last?.type === "text") last.value += child.value;
      else children.push(child);
    }
  }
  parent.children = children as typeof parent.children;
}

function endOf(address: string): number {
  const tail = hangul.exec(address);
  if (!tail || !/^(?:https?:|www\.)/i.test(address)) return address.length;
  const before = address.slice(0, tail.index);
  if (!/[A-Za-z0-9)\]]$/.test(before) && !particle.test(tail[0])) return address.length;
  const closed = before.includes("(") ? before : before.replace(/\)+$/, "");
  return closed.replace(/[.,:;!?'"]+$/, "").length;
}
