/** Joins many requests to run into one run a frame. */
export interface FrameScheduler {
  /** Asks for a run; further calls before it join it. */
  schedule(): void;
  /** Takes back a run that has not happened. */
  cancel(): void;
}

const withoutFrames = 16;
/** A hidden tab gets no frames; its timers still run. */
const hiddenTab = 250;

/** Runs `run` on the next animation frame, or by a timer where there are none. */
export function createFrameScheduler(run: () => void): FrameScheduler {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  };
  const fire = () => {
    cancel();
    run();
  };

  return {
    schedule() {
      if (timer !== undefined) return;
      if (typeof requestAnimationFrame === "function") frame = requestAnimationFrame(fire);
      timer = setTimeout(fire, frame === undefined ? withoutFrames : hiddenTab);
    },
    cancel,
  };
}
