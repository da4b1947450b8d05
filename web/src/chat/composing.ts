import { useRef, type KeyboardEvent } from "react";

// useComposing tells whether a key belongs to an input method. Browsers differ: the Enter that ends a syllable comes with
// isComposing, with key code 229, or, in Safari, right after compositionend with neither.
export function useComposing() {
  const ended = useRef(-Infinity);
  return {
    onCompositionEnd: () => {
      ended.current = performance.now();
    },
    belongsToIME: (event: KeyboardEvent) =>
      event.nativeEvent.isComposing || event.keyCode === 229 || (event.key === "Enter" && safari && event.timeStamp - ended.current < 50),
  };
}

const safari = typeof navigator !== "undefined" && /^((?!chrome|android).)*safari/i.test(navigator.userAgent);
