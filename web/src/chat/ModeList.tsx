import * as Popover from "@radix-ui/react-popover";
import { Search } from "lucide-react";
import { useMemo, useState, type RefObject } from "react";
import { useClient } from "../app/client";
import { load } from "../app/storage";
import { useT } from "../i18n";
import { offered, type Mode } from "../modes";
import Picker, { type PickerGroup } from "../ui/Picker";

interface Props {
  mode: Mode;
  onMode: (mode: Mode) => void;
  button: RefObject<HTMLButtonElement | null>; // that opened the list, and gets the focus back
  onClose: () => void;
}

// ModeList is the searchable list of ways to answer: those used lately first, each with a line on what it does.
export default function ModeList({ mode, onMode, button, onClose }: Props) {
  const t = useT();
  const { session } = useClient();
  const [query, setQuery] = useState("");
  const groups = useMemo<PickerGroup[]>(() => {
    const wanted = query.trim().toLowerCase();
    const all = offered(session.stores ?? ["local"]).filter((m) => {
      const words = `${t(m.name)} ${t(m.about)} ${m.id} ${m.conv}`.toLowerCase();
      return wanted === "" || wanted.split(/\s+/).every((w) => words.includes(w));
    });
    const item = (m: Mode, prefix: string) => ({
      id: prefix + m.id, label: t(m.name), about: t(m.about), current: m === mode,
      note: !session.model && (m.group !== "documents" || m.id === "dual") ? t("mode.needsModel") : undefined,
      run: () => {
        onMode(m);
        onClose();
      },
    });
    const recent = wanted === "" ? load<string[]>("modes", []).flatMap((id) => all.find((m) => m.id === id) ?? []) : [];
    const groupNames = ["documents", "conversation", "writing", "code", "other"] as const;
    return [
      { id: "recent", label: t("mode.recent"), items: recent.map((m) => item(m, "recent-")) },
      ...groupNames.map((g) => ({ id: g, label: t(`mode.group.${g}`), items: all.filter((m) => m.group === g && !recent.includes(m)).map((m) => item(m, "")) })),
    ].filter((g) => g.items.length > 0);
  }, [query, session, mode, onMode, onClose, t]);
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={button as RefObject<HTMLButtonElement>} />
      <Popover.Portal>
        <Popover.Content
          className="popover mode-menu"
          align="start"
          sideOffset={8}
          collisionPadding={10}
          aria-label={t("mode.search")}
          onPointerDownOutside={(event) => button.current?.contains(event.target as Node) && event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (document.activeElement === document.body) button.current?.focus();
          }}
        >
          <Picker label={t("mode.search")} placeholder={t("mode.search")} query={query} onQuery={setQuery} groups={groups} empty={t("mode.none.found")} icon={<Search />} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
