import * as Popover from "@radix-ui/react-popover";
import { ChevronDown, Search } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useClient } from "../app/client";
import { load, save } from "../app/storage";
import { useT } from "../i18n";
import { offered, type Mode } from "../modes";
import type { PickerGroup } from "../ui/Picker";

const Picker = lazy(() => import("../ui/Picker"));

const recentAtMost = 3;

// rememberMode puts a mode on top of those used lately.
export function rememberMode(id: string): void {
  save("modes", [id, ...load<string[]>("modes", []).filter((m) => m !== id)].slice(0, recentAtMost));
}

// ModeMenu chooses how a question is answered.
export function ModeMenu({ mode, onMode }: { mode: Mode; onMode: (mode: Mode) => void }) {
  const t = useT();
  const { session } = useClient();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const groups = useMemo<PickerGroup[]>(() => {
    if (!open) return [];
    const wanted = query.trim().toLowerCase();
    const all = offered(session.stores ?? ["local"]).filter((m) => {
      const words = `${t(m.name)} ${t(m.about)} ${m.id} ${m.conv}`.toLowerCase();
      return wanted === "" || wanted.split(/\s+/).every((w) => words.includes(w));
    });
    const item = (m: Mode, prefix: string) => ({
      id: prefix + m.id, label: t(m.name), about: t(m.about), current: m === mode,
      note: !session.model && m.group !== "documents" ? t("mode.needsModel") : undefined,
      run: () => {
        onMode(m);
        setOpen(false);
      },
    });
    const recent = wanted === "" ? load<string[]>("modes", []).flatMap((id) => all.find((m) => m.id === id) ?? []) : [];
    const groupNames = ["documents", "conversation", "writing", "code"] as const;
    return [
      { id: "recent", label: t("mode.recent"), items: recent.map((m) => item(m, "recent-")) },
      ...groupNames.map((g) => ({ id: g, label: t(`mode.group.${g}`), items: all.filter((m) => m.group === g && !recent.includes(m)).map((m) => item(m, "")) })),
    ].filter((g) => g.items.length > 0);
  }, [open, query, session, mode, onMode, t]);

  return (
    <Popover.Root
      open={open}
      onOpenChange={(next) => {
        setQuery("");
        setOpen(next);
      }}
    >
      <Popover.Trigger asChild>
        <button type="button" className="pill" aria-label={t("mode.menu", { name: t(mode.name) })}>
          <span>{t(mode.name)}</span>
          <ChevronDown />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover mode-menu" align="start" sideOffset={8} collisionPadding={10} aria-label={t("mode.search")}>
          <Suspense fallback={<div className="picker-loading" />}>
            <Picker
              label={t("mode.search")}
              placeholder={t("mode.search")}
              query={query}
              onQuery={setQuery}
              groups={groups}
              empty={t("mode.none.found")}
              icon={<Search />}
            />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
