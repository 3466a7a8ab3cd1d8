import { useCallback, useEffect, useRef } from "react";

const nearEnd = 80;

/** Keeps a scroller at its end while content grows, unless the reader has scrolled away. */
export function useStickToEnd() {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);

  useEffect(() => {
    const outer = scroller.current!;
    const follow = () => {
      if (sticks.current) outer.scrollTop = outer.scrollHeight;
    };
    const grown = new ResizeObserver(follow);
    grown.observe(content.current!);
    grown.observe(outer);
    let last = outer.scrollTop;
    const note = () => {
      const { scrollTop, scrollHeight, clientHeight } = outer;
      const distance = scrollHeight - scrollTop - clientHeight;
      // Only the reader scrolls up; growth alone never does.
      if (distance < nearEnd) sticks.current = true;
      else if (scrollTop < last) sticks.current = false;
      last = scrollTop;
    };
    outer.addEventListener("scroll", note, { passive: true });
    return () => {
      grown.disconnect();
      outer.removeEventListener("scroll", note);
    };
  }, []);

  const toEnd = useCallback(() => {
    sticks.current = true;
    const outer = scroller.current;
    if (outer) outer.scrollTop = outer.scrollHeight;
  }, []);

  return { scroller, content, toEnd };
}
