import { memo, useEffect, useState, type ReactNode } from "react";
import { useT } from "../i18n";
import { CopyButton } from "../ui/CopyButton";
import { Scroller } from "../ui/Scroller";

const longest = 60_000; // characters; longer code stays plain rather than keeping the page busy

// CodeBlock shows code with its language and a copy button. Colours come when the code is complete and the highlighter is
// loaded; they change no size.
export const CodeBlock = memo(function CodeBlock({ code, language, complete }: { code: string; language: string; complete: boolean }) {
  const t = useT();
  const [coloured, setColoured] = useState<{ code: string; node: ReactNode } | null>(null);
  useEffect(() => {
    if (!complete || language === "" || code.length > longest) return;
    let current = true;
    void import("./highlight").then(
      ({ highlight }) => current && setColoured({ code, node: highlight(code, language) }),
      () => {}, // without colours it is as readable
    );
    return () => {
      current = false;
    };
  }, [code, language, complete]);
  return (
    <div className="code">
      <div className="code-head">
        <span>{language || t("code.plain")}</span>
        <CopyButton text={() => code} label={t("code.copy")} />
      </div>
      <Scroller label={language || t("code.plain")} as="pre">
        <code>{coloured?.code === code && coloured.node ? coloured.node : code}</code>
      </Scroller>
    </div>
  );
});
