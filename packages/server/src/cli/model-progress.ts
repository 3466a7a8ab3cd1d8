import { Presets, SingleBar } from "cli-progress";
import type { ModelProgress } from "../model-files/index.js";

/** Shows the way of a model's file to this machine: a bar in a terminal, a line a step elsewhere. */
export function modelProgress(output: NodeJS.WriteStream = process.stderr) {
  let bar: SingleBar | undefined;
  let downloading: string | undefined;

  const stop = () => {
    bar?.stop();
    bar = undefined;
  };

  const show = (progress: ModelProgress) => {
    if (progress.phase !== "downloading") stop();
    switch (progress.phase) {
      case "connecting":
        return output.write(`Getting the model from ${progress.source} …\n`);
      case "failed":
        return output.write(`  ${progress.reason}; trying the next source\n`);
      case "verifying":
        return output.write("Checking the file …\n");
      case "downloading":
        if (!output.isTTY) {
          if (downloading === progress.source) return;
          downloading = progress.source;
          return output.write(`Downloading ${megabytes(progress.total)} MB …\n`);
        }
        bar ??= startBar(progress.total, output);
        bar.update(progress.received, { done: megabytes(progress.received) });
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
