// onNextFrame calls flush right after an animation frame was handed over, with that frame's time: the next one, or one that
// comes after the frames that rest counts. In a hidden page, which draws none, it calls flush after a short while. After and not
// in the frame: what flush draws then has the time until the next frame for itself, and that frame lays it out and paints it.
// On a slow device the two together take longer than a frame lasts.
export function onNextFrame(flush: (frame?: number) => void, rest = 0): void {
  if (document.visibilityState === "hidden") {
    setTimeout(flush, 200);
    return;
  }
  let called = false;
  const once = (time?: number) => {
    if (called) return;
    called = true;
    clearTimeout(late);
    flush(time);
  };
  const late = setTimeout(once, 250); // the page may be hidden between now and then
  const wait = (frames: number) =>
    requestAnimationFrame((time) => {
      if (frames > 0) wait(frames - 1);
      else setTimeout(once, 0, time);
    });
  wait(rest);
}

const missed = 25; // ms from one frame to the next: at 60 a second, one in between was not drawn
const restMost = 3; // frames between two draws: text still comes 15 times a second
const calmDraws = 60; // draws that cost no frame until it draws more often again

// paced gives a schedule like onNextFrame that draws less often while drawing costs frames. A reader who scrolls sees each frame,
// and text that grows 30 times a second looks no different from text that grows 60 times.
export function paced(): (flush: () => void) => void {
  let rest = 0;
  let calm = 0;
  const note = (gap: number) => {
    if (gap > missed) {
      rest = Math.min(restMost, rest + 1);
      calm = 0;
    } else if (++calm >= calmDraws) {
      rest = Math.max(0, rest - 1);
      calm = 0;
    }
  };
  return (flush) =>
    onNextFrame((frame) => {
      flush();
      if (frame !== undefined) requestAnimationFrame((next) => note(next - frame));
    }, rest);
}
