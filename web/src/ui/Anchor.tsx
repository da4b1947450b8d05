import { useLayoutEffect, type Ref, type RefObject } from "react";

// Anchor stands, as the child of a Radix trigger, for an element that is on the page already: the code of menus and tips
// is loaded later than the controls that open them.
export function Anchor({ element, ref }: { element: HTMLElement | RefObject<HTMLElement | null>; ref?: Ref<HTMLElement> }) {
  useLayoutEffect(() => {
    if (typeof ref !== "function") return;
    const done = ref(element instanceof HTMLElement ? element : element.current);
    return () => (done ? done() : void ref(null));
  }, [element, ref]);
  return null;
}
