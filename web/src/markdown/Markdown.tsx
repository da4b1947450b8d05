import type { Html, Nodes, Parents, Root } from "mdast";
import { createContext, lazy, memo, Suspense, useContext, useMemo, useState, type ComponentProps, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkCjkFriendly from "remark-cjk-friendly/parseOnly";
import remarkCjkStrikethrough from "remark-cjk-friendly-gfm-strikethrough/parseOnly";
import { useT } from "../i18n";
import { Scroller } from "../ui/Scroller";
import { remarkAddresses } from "./addresses";
import { splitGrowing, openFence, type Block } from "./blocks";
import { CiteContext, KnownContext } from "./cites";
import { remarkCitations } from "./citations";
import { CodeBlock } from "./CodeBlock";
import { DoubtMark } from "./DoubtMark";
import { doubtsWithin, remarkDoubts, shifted, type Doubt } from "./doubts";
import { definitionsOf, mayRefer, remarkDefinitions } from "./definitions";
import { formulaIn, markFormulas } from "./formulas";
import { remarkGfm, strike } from "./gfm";
import { mend } from "./mend";
import { urlTransform } from "./urls";

const Formula = lazy(() => import("./Formula"));

// FormulaContext has the formulas of a block that stand in single dollars.
const FormulaContext = createContext<ReadonlySet<string>>(new Set());

// Markdown draws an answer. What a model or a document wrote is never HTML here: raw HTML shows as text, links go only
// where urlTransform lets them, images are not loaded.
export default function Markdown({ text, streaming = false, doubts = none }: { text: string; streaming?: boolean; doubts?: readonly Doubt[] | undefined }) {
  const [before, setBefore] = useState<{ text: string; blocks: Block[] }>({ text: "", blocks: [] });
  const blocks = before.text === text ? before.blocks : splitGrowing(before.blocks, text);
  if (blocks !== before.blocks) setBefore({ text, blocks });
  const definitions = definitionsOf(blocks);
  const groups: Block[][] = [];
  for (let i = 0; i < blocks.length; i += groupSize) groups.push(blocks.slice(i, i + groupSize));
  return (
    <div className="md" data-streaming={streaming || undefined}>
      {groups.map((group, i) => (
        <Group key={i} blocks={group} growing={streaming && i === groups.length - 1} definitions={definitions} doubts={doubtsOf(doubts, group)} />
      ))}
    </div>
  );
}

const none: readonly Doubt[] = [];

function doubtsOf(doubts: readonly Doubt[], group: readonly Block[]): string {
  const first = group[0];
  const last = group.at(-1);
  return doubts.length === 0 || !first || !last ? "" : doubtsWithin(doubts, first.key, last.key + last.text.length);
}

// React looks at every child of what changed. In groups, a long answer's finished blocks cost it a glance each.
const groupSize = 16;

interface GroupProps {
  blocks: Block[];
  growing: boolean; // the last block may still change
  definitions: string; // of links, from all of the answer
  doubts: string; // see doubtsWithin
}

const Group = memo(
  function Group({ blocks, growing, definitions, doubts }: GroupProps) {
    const start = blocks[0]?.key ?? 0;
    return (
      <div className="blocks">
        {blocks.map((block, i) => {
          const last = growing && i === blocks.length - 1;
          return block.code ? (
            <FenceBlock key={block.key} text={block.text} complete={!last} />
          ) : (
            <TextBlock key={block.key} text={last ? mend(block.text) : block.text} definitions={mayRefer(block.text) ? definitions : ""} doubts={shifted(doubts, block.key - start, block.text.length)} />
          );
        })}
      </div>
    );
  },
  (a, b) => a.growing === b.growing && a.doubts === b.doubts && a.definitions === b.definitions && a.blocks.length === b.blocks.length && a.blocks.every((block, i) => block === b.blocks[i]),
);

const FenceBlock = memo(function FenceBlock({ text, complete }: { text: string; complete: boolean }) {
  const { language, code } = openFence(text);
  return <CodeBlock code={code} language={language} complete={complete} />;
});

const TextBlock = memo(function TextBlock({ text, definitions, doubts }: { text: string; definitions: string; doubts: string }) {
  const { known } = useContext(KnownContext);
  const { marked, formulas } = useMemo(() => {
    const found = new Set<string>();
    return { marked: markFormulas(text, found), formulas: found };
  }, [text]);
  return (
    <FormulaContext value={formulas}>
    <div className="block">
      <ReactMarkdown
        remarkPlugins={[remarkGfm, remarkCjkFriendly, [remarkCjkStrikethrough, strike], [remarkDoubts, { doubts }], remarkAddresses, remarkBreaks, remarkDefinitions, [remarkCitations, { known }]]}
        components={components}
        urlTransform={urlTransform}
      >
        {definitions === "" ? marked : `${marked}\n\n${definitions}`}
      </ReactMarkdown>
    </div>
    </FormulaContext>
  );
});

// InlineCode is code in a sentence, or the formula that it stands for.
function InlineCode({ children, className }: { children?: ReactNode; className?: string | undefined }) {
  const found = formulaIn(typeof children === "string" ? children : "", useContext(FormulaContext));
  if (!found) return <code className={className}>{children}</code>;
  return (
    <Suspense fallback={<code>{found.tex}</code>}>
      <Formula tex={found.tex} display={found.display} />
    </Suspense>
  );
}

const components: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <>{children}</>
    ),
  img: ({ src, alt }) =>
    typeof src === "string" && src !== "" ? (
      <a href={src} target="_blank" rel="noopener noreferrer nofollow">
        {alt || src}
      </a>
    ) : (
      <>{alt}</>
    ),
  code: InlineCode,
  cite: Cite,
  q: ({ node }) => <DoubtMark reason={String(node?.properties.dataReason ?? "")} />,
  pre: ({ node }) => {
    const code = node?.children[0];
    if (code?.type !== "element") return null;
    const names = code.properties.className;
    const name = Array.isArray(names) ? String(names[0] ?? "") : "";
    const text = code.children.map((c) => (c.type === "text" ? c.value : "")).join("");
    return <CodeBlock code={text.replace(/\n$/, "")} language={name.replace(/^language-/, "")} complete />;
  },
  table: ({ children }) => <TableBlock>{children}</TableBlock>,
  input: ({ checked }) => <span className="task">{checked ? "☑" : "☐"} </span>,
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  h5: ({ children }) => <h6>{children}</h6>,
};

function TableBlock({ children }: ComponentProps<"table">) {
  const t = useT();
  return (
    <Scroller label={t("table.scroll")} as="div" className="table">
      <table>{children}</table>
    </Scroller>
  );
}

// Cite is one small number. Hovering, focusing and pressing are handled by the answer around it (see Answer.tsx).
function Cite(props: ComponentProps<"cite"> & { node?: unknown }) {
  const t = useT();
  const { sources, open } = useContext(CiteContext);
  const number = Number((props as Record<string, unknown>)["data-number"]);
  const source = sources.get(number);
  const name = source ? source.title || source.name : "";
  const page = source?.page ? ` ${t("source.page", { page: source.page })}` : "";
  return (
    <button
      type="button"
      className="cite"
      data-cite={number}
      aria-expanded={open === number}
      aria-label={t("source.cite", { number, name: name + page })}
    >
      {number}
    </button>
  );
}

// remarkBreaks makes a line's end a line break, because models that write line by line mean it, and reads the one tag that
// they use in cells of tables, <br>; every other tag stays text.
function remarkBreaks() {
  const visit = (parent: Parents) => {
    const children: Nodes[] = [];
    for (const child of parent.children) {
      if (child.type === "html" && /^<br\s*\/?>$/i.test((child as Html).value)) children.push({ type: "break" });
      else if (child.type === "text" && /[\r\n]/.test(child.value)) {
        for (const [i, value] of child.value.split(/\r\n?|\n/).entries()) {
          if (i > 0) children.push({ type: "break" });
          if (value !== "") children.push({ type: "text", value });
        }
      } else {
        if ("children" in child) visit(child);
        children.push(child);
      }
    }
    parent.children = children as typeof parent.children;
  };
  return (tree: Root) => visit(tree);
}
