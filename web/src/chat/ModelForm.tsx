import { useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent, type ReactNode } from "react";
import { call, Failure } from "../api/http";
import { lookAtDocuments } from "../api/queries";
import type { EmbedTexts, ModelConnection, ModelSetup } from "../api/wire";
import { useT } from "../i18n";
import { useToast } from "../ui/Toast";
import { bedrockModels, modelPaths, placesFor, textsFor, type ModelUse } from "./modelPlaces";

// What the menu calls Bedrock, which has regions instead of an address, and the encoder in the program, which needs nothing.
const bedrock = "bedrock" as const;
const builtIn = "built-in";
const regions = ["ap-northeast-2", "ap-northeast-1", "ap-southeast-1", "us-east-1", "us-west-2", "eu-central-1"]; // others may be typed

type State = { kind: "idle" | "testing" | "saving" | "works" } | { kind: "failed"; message: string };

// ModelForm asks for a model, tries it, and has the server use it from then on.
export function ModelForm({ use, setup, onClose }: { use: ModelUse; setup: ModelSetup; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const found = setup.found ?? [];
  const search = use === "search";
  const places = placesFor(use, found, (name) => t("model.here", { name }));
  const first = search ? undefined : (places.find((p) => p.models.length > 0) ?? places.find((p) => found.some((s) => s.url === p.url)));
  const connected = setup.source === "form";
  const [place, setPlace] = useState<string>(setup.service === bedrock ? bedrock : search && !connected ? builtIn : "");
  const [url, setURL] = useState(setup.url || (connected ? "" : first?.url) || "");
  const [region, setRegion] = useState(setup.region || "ap-northeast-2");
  const [name, setName] = useState(setup.name || (connected ? "" : first?.models[0]) || "");
  const [key, setKey] = useState("");
  const [chosenTexts, setTexts] = useState<EmbedTexts | null>(connected ? (setup.texts ?? {}) : null); // null: as the model's name has it
  const texts = chosenTexts ?? textsFor(name);
  const [state, setState] = useState<State>({ kind: "idle" });
  const here = found.find((s) => s.url === url);
  const aws = place === bedrock;
  const own = place === builtIn;
  const suggested = aws ? bedrockModels[use] : (places.find((p) => p.url === url)?.models ?? []);
  const kept = setup.has_key && (aws ? setup.service === bedrock && region.trim() === setup.region : !setup.service && url === setup.url);
  const filled = own || ((aws ? region : url).trim() !== "" && name.trim() !== "");
  const busy = state.kind === "testing" || state.kind === "saving";
  const send = async (method: "POST" | "PUT" | "DELETE", then: () => void) => {
    setState({ kind: method === "POST" ? "testing" : "saving" });
    const at = aws ? { service: bedrock, region: region.trim() } : { url: url.trim() };
    const body: ModelConnection = { ...at, name: name.trim(), ...(key.trim() ? { key: key.trim() } : {}), ...(search && !aws ? { texts } : {}) };
    try {
      await call(modelPaths[use], method === "DELETE" ? { method } : { method, body });
      setState({ kind: "works" });
      then();
    } catch (error) {
      setState({ kind: "failed", message: (error instanceof Failure && error.message) || t("model.failed") });
    }
  };
  const done = (sentence: string) => () => {
    void queries.invalidateQueries({ queryKey: ["session"] });
    if (search) lookAtDocuments(queries);
    toast({ text: sentence });
    onClose();
  };
  const connect = (event: FormEvent) => {
    event.preventDefault();
    if (!own) void send("PUT", done(t(search ? "encoder.connected" : "model.connected", { name: name.trim() })));
    else if (connected) void send("DELETE", done(t("encoder.builtInUsed")));
    else onClose();
  };
  const choose = (to: string) => {
    const elsewhere = to === bedrock || to === builtIn;
    setPlace(elsewhere ? to : "");
    setURL(elsewhere ? "" : to);
    setName((to === bedrock ? bedrockModels[use] : (places.find((p) => p.url === to)?.models ?? []))[0] ?? "");
    setKey(""); // it was meant for the place before
    setTexts(null);
    setState({ kind: "idle" });
  };
  return (
    <form className="model-form" onSubmit={connect}>
      {found[0] && !connected && <p className="dim">{t("model.found", { name: found[0].name })}</p>}
      <Field label={t("model.place")}>
        {(id) => (
          <select id={id} className="field" value={place || (places.some((p) => p.url === url) ? url : "")} onChange={(event) => choose(event.target.value)}>
            {search && <option value={builtIn}>{t("encoder.builtIn")}</option>}
            {places.map((p) => (
              <option key={p.url} value={p.url}>
                {p.name}
              </option>
            ))}
            <option value={bedrock}>Amazon Bedrock</option>
            <option value="">{t("model.other")}</option>
          </select>
        )}
      </Field>
      {search && (!own || connected) && <p className="model-note">{t(own || here ? "encoder.note" : "encoder.noteSent")}</p>}
      {own ? (
        <p className="dim">{t("encoder.builtIn.about")}</p>
      ) : aws ? (
        <Field label={t("model.region")} help={t("model.region.help")}>
          {(id, help) => (
            <>
              <input id={id} className="field" required list={`${id}-list`} aria-describedby={help} value={region} onChange={(event) => setRegion(event.target.value)} />
              <datalist id={`${id}-list`}>
                {regions.map((r) => (
                  <option key={r} value={r}>
                    {r}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
      ) : (
        <Field label={t("model.url")} help={t("model.url.help")}>
          {(id, help) => (
            <input id={id} className="field" type="url" required placeholder="https://" aria-describedby={help} value={url} onChange={(event) => setURL(event.target.value)} />
          )}
        </Field>
      )}
      {!own && <Field label={t(aws ? "model.id" : "model.name")} help={t(aws ? "model.id.help" : "model.name.help")}>
        {(id, help) => (
          <>
            <input id={id} className="field" required list={`${id}-list`} aria-describedby={help} value={name} onChange={(event) => setName(event.target.value)} />
            <datalist id={`${id}-list`}>
              {suggested.map((m) => (
                <option key={m} value={m}>
                  {m}
                </option>
              ))}
            </datalist>
          </>
        )}
      </Field>}
      {!own && <Field label={t(aws ? "model.bedrockKey" : "model.key")} help={t(aws ? "model.bedrockKey.help" : "model.key.help")}>
        {(id, help) => (
          <input id={id} className="field" type="password" autoComplete="off" aria-describedby={help} placeholder={kept ? t("model.keyKept") : ""} value={key} onChange={(event) => setKey(event.target.value)} />
        )}
      </Field>}
      {search && !own && !aws && <Texts texts={texts} onChange={setTexts} />}
      <div className="dialog-actions">
        <p role="status" className={state.kind === "failed" ? "bad" : "dim"}>
          {state.kind === "testing" || state.kind === "saving" ? t("model.testing") : state.kind === "works" ? t("model.works") : state.kind === "failed" ? state.message : ""}
        </p>
        {connected && !search && (
          <button type="button" className="button quiet" disabled={busy} onClick={() => void send("DELETE", done(t("model.disconnected")))}>
            {t("model.disconnect")}
          </button>
        )}
        <button type="button" className="button quiet" disabled={busy} onClick={onClose}>
          {t("common.cancel")}
        </button>
        {!own && <button type="button" className="button" disabled={busy || !filled} onClick={() => void send("POST", () => {})}>
          {t("model.test")}
        </button>}
        <button type="submit" className="button primary" disabled={busy || !filled || (own && !connected)}>
          {t(own && !connected ? "encoder.used" : search ? "encoder.use" : "model.connect")}
        </button>
      </div>
    </form>
  );
}

// Texts asks how a model is told questions from passages. Most models need none of it.
function Texts({ texts, onChange }: { texts: EmbedTexts; onChange: (texts: EmbedTexts) => void }) {
  const t = useT();
  return (
    <details className="form-more">
      <summary>{t("encoder.texts")}</summary>
      <label className="form-check">
        <input type="checkbox" checked={texts.input_type ?? false} onChange={(event) => onChange({ ...texts, input_type: event.target.checked })} />
        {t("encoder.inputType")}
      </label>
      <small>{t("encoder.inputType.help")}</small>
      <Field label={t("encoder.queryPrefix")}>
        {(id) => <input id={id} className="field" value={texts.query_prefix ?? ""} onChange={(event) => onChange({ ...texts, query_prefix: event.target.value })} />}
      </Field>
      <Field label={t("encoder.passagePrefix")} help={t("encoder.prefix.help")}>
        {(id, help) => <input id={id} className="field" aria-describedby={help} value={texts.passage_prefix ?? ""} onChange={(event) => onChange({ ...texts, passage_prefix: event.target.value })} />}
      </Field>
    </details>
  );
}

// Field is a control with its label, and a line below it that says what belongs there.
function Field({ label, help = "", children }: { label: string; help?: string; children: (id: string, help: string | undefined) => ReactNode }) {
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      {children(id, help === "" ? undefined : `${id}-help`)}
      {help !== "" && <small id={`${id}-help`}>{help}</small>}
    </div>
  );
}
