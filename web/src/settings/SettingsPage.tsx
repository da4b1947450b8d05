import * as Dialog from "@radix-ui/react-dialog";
import { useQueryClient } from "@tanstack/react-query";
import { Activity, PlugZap, TextSearch } from "lucide-react";
import { Suspense, useEffect, useId, useState, type ReactNode } from "react";
import { call, Failure, speak } from "../api/http";
import { useChangeSettings, usePulse, useSettings } from "../api/queries";
import type { Settings } from "../api/wire";
import { useClient } from "../app/client";
import { useLook, type Look } from "../app/look";
import { follow } from "../app/router";
import { TopBar } from "../app/TopBar";
import { formatList } from "../documents/formats";
import { VectorsNote } from "../documents/VectorsNote";
import { storeKey } from "../chat/CitationCard";
import { recognition, useDictation } from "../chat/dictation";
import type { ModelUse } from "../chat/modelPlaces";
import { later, useT, useWords } from "../i18n";
import { useToast } from "../ui/Toast";
import { Account } from "./Account";
import { ActionRow } from "./ActionRow";

const sizes = [14, 15, 16, 17, 18, 20];

export default function SettingsPage() {
  const { t } = useWords();
  const toast = useToast();
  const queries = useQueryClient();
  const { session } = useClient();
  const [dictates, setDictates] = useDictation();
  const { look, setLook } = useLook();
  const settings = useSettings();
  const vectors = usePulse().data?.vectors;
  const change = useChangeSettings(() => toast({ text: t("settings.saveFailed"), tone: "bad" }));
  useEffect(() => {
    document.title = `${t("settings.title")} · ${t("app.name")}`;
  }, [t]);
  const s = settings.data ?? {};
  const set = (next: Partial<Look>, wire: Settings) => {
    setLook(next);
    if (next.language) {
      speak(next.language);
      void queries.invalidateQueries({ queryKey: ["documents"] }); // reasons and warnings come in a language
    }
    change.mutate(wire);
  };
  const stores = (session.stores ?? []).map((store) => {
    const key = storeKey(store);
    return key ? t(key) : store;
  });
  return (
    <main className="page-main" id="main" tabIndex={-1}>
      <TopBar title={t("settings.title")} />
      <div className="settings-scroll">
        <div className="settings">
          {settings.isError && !settings.data && (
            <p className="ending" data-tone="bad" role="alert">
              <span>{t("settings.loadFailed")}</span>
              <button type="button" className="text-button" onClick={() => void settings.refetch()}>
                {t("common.retry")}
              </button>
            </p>
          )}
          <Section title={t("settings.look")}>
            <Choice
              label={t("settings.language")}
              value={look.language}
              options={[
                { value: "ko", label: t("settings.language.ko"), lang: "ko" },
                { value: "en", label: t("settings.language.en"), lang: "en" },
              ]}
              onChange={(language) => set({ language: language as Look["language"] }, { language })}
            />
            <Choice
              label={t("settings.theme")}
              value={look.theme || "system"}
              options={(["system", "light", "dark"] as const).map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
              onChange={(theme) => {
                const value = theme === "system" ? "" : (theme as "light" | "dark");
                set({ theme: value }, { theme: value });
              }}
            />
            <div className="setting">
              <div className="setting-text">
                <label htmlFor="text-size">{t("settings.textSize")}</label>
                <small style={{ fontSize: "var(--text)" }}>{t("settings.textSize.sample")}</small>
              </div>
              <div className="size">
                <input
                  id="text-size"
                  type="range"
                  min={0}
                  max={sizes.length - 1}
                  step={1}
                  value={Math.max(0, sizes.indexOf(look.textSize || 16))}
                  aria-valuetext={t("settings.textSize.value", { size: look.textSize || 16 })}
                  onChange={(e) => {
                    const size = sizes[Number(e.target.value)] ?? 16;
                    set({ textSize: size }, { text_size: size });
                  }}
                />
                <span className="count">{t("settings.textSize.value", { size: look.textSize || 16 })}</span>
              </div>
            </div>
          </Section>
          <Section title={t("settings.answers")}>
            <Switch label={t("settings.references")} about={t("settings.references.about")} on={s.references !== false} onChange={(references) => change.mutate({ references })} />
            <Switch label={t("settings.dual")} about={t("settings.dual.about")} on={s.dual_search ?? false} onChange={(dual_search) => change.mutate({ dual_search })} />
            {session.speech && (
              <Switch label={t("settings.speech")} about={t("settings.speech.about")} on={s.speech ?? false} onChange={(speech) => change.mutate({ speech })} />
            )}
            {recognition() && <Switch label={t("settings.dictation")} about={t("settings.dictation.about")} on={dictates} onChange={setDictates} />}
            <Switch label={t("settings.debug")} about={t("settings.debug.about")} on={s.debug ?? false} onChange={(debug) => change.mutate({ debug })} />
          </Section>
          <Section title={t("settings.data")}>
            <ClearMemory />
            <DeleteHistory />
          </Section>
          {session.accounts && (
            <Section title={t("settings.account")}>
              <Account />
            </Section>
          )}
          <Section title={t("settings.about")}>
            <dl className="facts">
              <Fact name={t("settings.about.model")}>{session.model || t("settings.about.noModel")}</Fact>
              {vectors && <Fact name={t("settings.about.encoder")}>{modelOf(vectors.model)}</Fact>}
              <Fact name={t("settings.about.stores")}>{stores.join(", ")}</Fact>
              <Fact name={t("settings.about.formats")}>{formatList(session)}</Fact>
              <Fact name={t("settings.about.version")}>{session.version}</Fact>
            </dl>
            <VectorsNote vectors={vectors} />
            {session.admin && (
              <div className="card-actions">
                <ModelButton use="answer" label={t(session.model ? "model.change" : "model.title")} icon={<PlugZap />} />
                <ModelButton use="search" label={t("encoder.title")} icon={<TextSearch />} />
                <a className="button" href="/admin" onClick={follow}>
                  <Activity /> {t("admin.title")}
                </a>
              </div>
            )}
          </Section>
        </div>
      </div>
    </main>
  );
}

const ModelDialog = later(() => import("../chat/ModelDialog"));

function ModelButton({ use, label, icon }: { use: ModelUse; label: string; icon: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        {icon} {label}
      </button>
      {open && (
        <Suspense fallback={null}>
          <ModelDialog use={use} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className="card">{children}</div>
    </section>
  );
}

// modelOf is a model's name without what tells its vectors from others of the same model.
const modelOf = (vectors: string) => vectors.replace(/\+centred$/, "").replace(/\+[0-9a-f]{8}$/, "");

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Switch({ label, about, on, onChange }: { label: string; about: string; on: boolean; onChange: (on: boolean) => void }) {
  const id = useId();
  return (
    <div className="setting">
      <div className="setting-text">
        <span id={id}>{label}</span>
        <small id={`${id}-about`}>{about}</small>
      </div>
      <button type="button" role="switch" className="switch" aria-checked={on} aria-labelledby={id} aria-describedby={`${id}-about`} onClick={() => onChange(!on)}>
        <i />
      </button>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: { value: string; label: string; lang?: string }[];
  onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const name = useId();
  return (
    <fieldset className="setting">
      <legend className="visually-hidden">{label}</legend>
      <div className="setting-text" aria-hidden>
        <span>{label}</span>
      </div>
      <div className="segments">
        {options.map((o) => (
          <label key={o.value} lang={o.lang}>
            <input type="radio" className="visually-hidden" name={name} checked={o.value === value} onChange={() => onChange(o.value)} />
            <span>{o.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function ClearMemory() {
  const t = useT();
  const clear = () => call("/api/memory/clear", { method: "POST", body: {} });
  return <ActionRow run={clear} words={{ name: t("settings.memory"), about: t("settings.memory.about"), button: t("settings.memory.do"), done: t("settings.memory.done") }} />;
}

function DeleteHistory() {
  const { t } = useWords();
  const toast = useToast();
  const queries = useQueryClient();
  const { engine } = useClient();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const word = t("settings.history.word");
  const certain = typed.normalize("NFC").trim().toLowerCase() === word.toLowerCase();
  const remove = async () => {
    setOpen(false);
    try {
      await call("/api/history", { method: "DELETE" });
      engine.forgetAll();
      queries.removeQueries({ queryKey: ["conversation"] });
      await queries.resetQueries({ queryKey: ["conversations"] });
      toast({ text: t("settings.history.done") });
    } catch (error) {
      toast({ text: (error instanceof Failure && error.message) || t("common.failed"), tone: "bad" });
    }
  };
  return (
    <div className="setting">
      <div className="setting-text">
        <span>{t("settings.history")}</span>
        <small>{t("settings.history.about")}</small>
      </div>
      <Dialog.Root
        open={open}
        onOpenChange={(next) => {
          setTyped("");
          setOpen(next);
        }}
      >
        <Dialog.Trigger asChild>
          <button type="button" className="button danger">
            {t("settings.history.do")}
          </button>
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="overlay" />
          <Dialog.Content className="dialog">
            <Dialog.Title>{t("settings.history.title")}</Dialog.Title>
            <Dialog.Description>{t("settings.history.warn", { word })}</Dialog.Description>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                if (certain) void remove();
              }}
            >
              <input className="field" aria-label={t("settings.history.label")} placeholder={word} value={typed} autoComplete="off" onChange={(e) => setTyped(e.target.value)} />
              <div className="dialog-actions">
                <Dialog.Close asChild>
                  <button type="button" className="button quiet">
                    {t("common.cancel")}
                  </button>
                </Dialog.Close>
                <button type="submit" className="button danger solid" disabled={!certain}>
                  {t("settings.history.do")}
                </button>
              </div>
            </form>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </div>
  );
}
