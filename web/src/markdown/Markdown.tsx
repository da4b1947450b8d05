import { createContext, memo, Suspense, useContext, useLayoutEffect, useMemo, useRef, useState, type ComponentProps } from "react";
import { useT } from "../i18n";
import { Scroller } from "../ui/Scroller";
import { splitGrowing, openFence, type Block } from "./blocks";
import { CiteContext, KnownContext } from "./cites";
import { CodeBlock } from "./CodeBlock";
import { DoubtMark } from "./DoubtMark";
import { doubtsWithin, shifted, type Doubt } from "./doubts";
import { definitionsOf, mayRefer } from "./definitions";
import { draw, type Components, type DrawProps } from "./draw";
import { formulaIn, markFormulas } from "./formulas";
import { mend } from "./mend";
import { parse } from "./parse";
import { part } from "../ui/part";

const Formula = part(() => import("./Formula"));

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
        <Group key={i} blocks={group} place={groups.length - 1 - i} growing={streaming && i === groups.length - 1} definitions={definitions} doubts={doubtsOf(doubts, group)} />
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
  place: number; // counted from the end; 0: the last
  growing: boolean; // the last block may still change
  definitions: string; // of links, from all of the answer
  doubts: string; // see doubtsWithin
}

const Group = memo(
  function Group({ blocks, place, growing, definitions, doubts }: GroupProps) {
    const start = blocks[0]?.key ?? 0;
    return (
      // The styles look at attributes. Looking at what comes last by :last-child has a browser compute the styles of whole
      // groups whenever a block is added.
      <div className="blocks" data-far={place > 1 || undefined}>
        {blocks.map((block, i) => {
          const last = i === blocks.length - 1;
          const grows = growing && last;
          return (
            <div key={block.key} className="block" data-last={(last && place === 0) || undefined}>
              {block.code ? (
                <FenceBlock text={block.text} complete={!grows} />
              ) : (
                <TextBlock
                  text={grows ? mend(block.text) : block.text} growing={grows} definitions={mayRefer(block.text) ? definitions : ""}
                  doubts={shifted(doubts, block.key - start, block.text.length)}
                />
              )}
            </div>
          );
        })}
      </div>
    );
  },
  (a, b) => a.growing === b.growing && Math.min(a.place, 2) === Math.min(b.place, 2) && a.doubts === b.doubts && a.definitions === b.definitions && a.blocks.length === b.blocks.length && a.blocks.every((block, i) => block === b.blocks[i]),
);

const FenceBlock = memo(function FenceBlock({ text, complete }: { text: string; complete: boolean }) {
  const { language, code } = openFence(text);
  return <CodeBlock code={code} language={language} complete={complete} />;
});

const TextBlock = memo(function TextBlock({ text, growing, definitions, doubts }: { text: string; growing: boolean; definitions: string; doubts: string }) {
  const { known } = useContext(KnownContext);
  const { drawn, formulas } = useMemo(() => {
    const found = new Set<string>();
    const marked = markFormulas(text, found);
    const tree = parse(definitions === "" ? marked : `${marked}\n\n${definitions}`, { known, doubts, caret: growing });
    return { drawn: draw(tree, components), formulas: found };
  }, [text, growing, definitions, doubts, known]);
  return <FormulaContext value={formulas}>{drawn}</FormulaContext>;
});

// InlineCode is code in a sentence, or the formula that it stands for.
function InlineCode({ children, className }: DrawProps) {
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
  q: ({ node }) => <DoubtMark reason={String(node.properties.dataReason ?? "")} />,
  pre: ({ node }) => {
    const code = node.children[0];
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
function Cite({ node }: DrawProps) {
  const t = useT();
  const { sources, open, chosen } = useContext(CiteContext);
  const number = Number(node.properties.dataNumber);
  const source = sources.get(number);
  const name = source ? source.title || source.name : "";
  const page = source?.page && !source.pages ? ` ${t("source.page", { page: source.page })}` : "";
  const box = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (box.current) box.current.toggleAttribute("data-here", open === number && chosen(box.current));
  });
  return (
    <button
      type="button"
      ref={box}
      className="cite"
      data-cite={number}
      aria-expanded={open === number}
      aria-label={t("source.cite", { number, name: name + page })}
    >
      {number}
    </button>
  );
}
