import { Presets, SingleBar } from "cli-progress";
import type { ModelProgress } from "../model-files/index.js";

/** Shows the way of a model's file to this machine: a bar in a terminal, a line a step elsewhere. */
export function modelProgress(output: NodeJS.WriteStream = process.stderr) {
  let bar: SingleBar | undefined;
  let announced: string | undefined;

  const stop = () => {
    bar?.stop();
    bar = undefined;
  };

  const show = (progress: ModelProgress) => {
    const moves = progress.phase === "downloading" || progress.phase === "waiting";
    if (!moves) stop();
    switch (progress.phase) {
      case "connecting":
        return output.write(`Getting the model from ${progress.source} …\n`);
      case "failed":
        return output.write(`  ${progress.reason}; trying the next source\n`);
      case "fallback":
        return output.write(
          `${progress.from} can't be had: ${progress.reason}\nTaking ${progress.to} instead.\n`,
        );
      case "verifying":
        return output.write("Checking the file …\n");
      case "waiting":
      case "downloading": {
        const doing = progress.phase === "waiting" ? "Another process is downloading" : "Downloading";
        const step = `${doing} ${megabytes(progress.total)} MB`;
        if (step !== announced && (!output.isTTY || progress.phase === "waiting")) {
          output.write(`${step} …\n`);
        }
        announced = step;
        if (!output.isTTY) return;
        bar ??= startBar(progress.total, output);
        bar.update(progress.received, { done: megabytes(progress.received) });
      }
    }
  };
  return { show, stop };
}

function startBar(total: number, stream: NodeJS.WriteStream): SingleBar {
  const size = megabytes(total);
  const bar = new SingleBar(
    {
      stream,
      format: `  {bar} {percentage}% · {done} of ${size} MB · {eta_formatted} left`,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { done: "0" });
  return bar;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
