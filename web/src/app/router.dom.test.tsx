// @vitest-environment happy-dom
import { act, useEffect, type MouseEvent } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow, navigate, openPane, usePlace, type Pane } from "./router";

let root: Root;
let shown: ReturnType<typeof usePlace>;

function Place() {
  const place = usePlace();
  useEffect(() => {
    shown = place;
  }, [place]);
  return null;
}

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  history.replaceState(null, "", "/");
  root = createRoot(document.createElement("div"));
  await act(async () => root.render(<Place />));
});

afterEach(async () => {
  await act(async () => root.unmount());
  vi.unstubAllGlobals();
});

const why: Pane = { kind: "why", turn: "t1" };
const source: Pane = { kind: "source", turn: "t1", number: 2, occurrence: -1 };

test("a link of the client's own is followed without loading the page", async () => {
  const event = click("/c/a");
  await act(async () => follow(event));
  expect(event.preventDefault).toHaveBeenCalled();
  expect(shown.route).toEqual({ page: "chat", id: "a" });
});

test.each(["ctrlKey", "metaKey", "shiftKey", "altKey"])("with %s a link is the browser's", async (key) => {
  const event = click("/c/a", { [key]: true });
  await act(async () => follow(event));
  expect(event.preventDefault).not.toHaveBeenCalled();
  expect(location.pathname).toBe("/");
});

test("the first pane is a step that Back closes, and another one takes its place", async () => {
  await act(async () => navigate("/c/a"));
  const steps = history.length;
  await act(async () => openPane(why));
  expect(shown.pane).toEqual(why);
  await act(async () => openPane(source));
  expect(shown.pane).toEqual(source);
  expect(history.length).toBe(steps + 1);
});

test("closing a pane that was opened here goes back, and one of the address is taken from it", async () => {
  const back = vi.spyOn(history, "back").mockImplementation(() => {});
  await act(async () => openPane(why));
  await act(async () => openPane(null));
  expect(back).toHaveBeenCalledTimes(1);
  history.replaceState(null, "", "/c/a?why=t1");
  await act(async () => void dispatchEvent(new Event("popstate")));
  await act(async () => openPane(null));
  expect(back).toHaveBeenCalledTimes(1);
  expect(shown).toEqual({ route: { page: "chat", id: "a" }, pane: null });
});

function click(href: string, keys: object = {}) {
  const a = document.createElement("a");
  a.setAttribute("href", href);
  return { defaultPrevented: false, button: 0, currentTarget: a, preventDefault: vi.fn(), ...keys } as unknown as MouseEvent<HTMLAnchorElement>;
}
