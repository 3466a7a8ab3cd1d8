import { useCallback, useEffect, useRef, useState } from "react";

/** Fractions of a pixel that scrolling to the end may leave. */
const rounding = 2;

/** Keeps a scroller at its end while content grows, until the reader scrolls up, however little; only while it is `active`. */
export function useStickToEnd(active: boolean) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const isActive = useRef(active);
  const [away, setAway] = useState(false);

  useEffect(() => {
    isActive.current = active;
  }, [active]);

  useEffect(() => {
    const outer = scroller.current!;
    let last = { top: outer.scrollTop, height: outer.scrollHeight };
    const stick = (wanted: boolean) => {
      sticks.current = wanted;
      setAway(!wanted);
    };
    const note = () => {
      if (!isActive.current) return;
      const { scrollTop: top, scrollHeight: height, clientHeight } = outer;
      // What shrinks moves the view up too: only a view that moves while the content stays or grows is the reader's.
      if (height - top - clientHeight <= rounding) stick(true);
      else if (top < last.top && height >= last.height) stick(false);
      last = { top, height };
    };
    const follow = () => {
      // The reader may have scrolled a moment ago: the event of it comes later.
      note();
      if (!sticks.current || !isActive.current) return;
      outer.scrollTop = outer.scrollHeight;
      last = { top: outer.scrollTop, height: outer.scrollHeight };
    };
    const grown = new ResizeObserver(follow);
    grown.observe(content.current!);
    grown.observe(outer);
    outer.addEventListener("scroll", note, { passive: true });
    return () => {
      grown.disconnect();
      outer.removeEventListener("scroll", note);
    };
  }, []);

  const toEnd = useCallback(() => {
    sticks.current = true;
    setAway(false);
    const outer = scroller.current;
    if (outer) outer.scrollTop = outer.scrollHeight;
  }, []);

  return { scroller, content, toEnd, away };
}
