import { expect, test } from "vitest";
import type { Ask } from "../api/wire";
import { storedOutbox } from "./outbox";

const ask = (id: string, body = "질문") => ({ request_id: id, body }) as Ask;

function storage(text: string | null = null) {
  const kept = { text, writes: 0 };
  return {
    kept,
    getItem: () => kept.text,
    setItem: (_: string, value: string) => {
      kept.text = value;
      kept.writes++;
    },
  };
}

const ids = (asks: Ask[]) => asks.map((a) => a.request_id);

test("questions outlive the page, each once and in order", () => {
  const s = storage();
  const outbox = storedOutbox(s);
  outbox.put(ask("a"));
  outbox.put(ask("b"));
  outbox.put(ask("a", "고친 질문"));
  expect(storedOutbox(s).all()).toEqual([ask("b"), ask("a", "고친 질문")]);
  outbox.drop("b");
  expect(ids(outbox.all())).toEqual(["a"]);
  expect(ids(storedOutbox(s).all())).toEqual(["a"]);
});

test("only the newest twenty are kept", () => {
  const s = storage();
  const outbox = storedOutbox(s);
  for (let i = 1; i <= 21; i++) outbox.put(ask(`r${i}`));
  expect(ids(outbox.all())).toEqual(Array.from({ length: 20 }, (_, i) => `r${i + 2}`));
});

test("dropping what is not there writes nothing", () => {
  const s = storage();
  const outbox = storedOutbox(s);
  outbox.put(ask("a"));
  outbox.drop("b");
  expect(s.kept.writes).toBe(1);
});

test.each(["{}", '"text"', "7", "null", "{", ""])("a store that holds %s is an empty outbox", (text) => {
  expect(storedOutbox(storage(text)).all()).toEqual([]);
});

test("entries that are no questions are left out", () => {
  const text = JSON.stringify([null, 7, "r", {}, { request_id: 7 }, ask("a")]);
  expect(storedOutbox(storage(text)).all()).toEqual([ask("a")]);
});

test("without a storage they live as long as the page", () => {
  const outbox = storedOutbox(null);
  outbox.put(ask("a"));
  expect(ids(outbox.all())).toEqual(["a"]);
});
