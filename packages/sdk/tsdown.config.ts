import { defineConfig } from "tsdown";
import { entryPoints } from "./entry-points.mjs";

export default defineConfig({
  entry: Object.fromEntries(
    Object.values(entryPoints).map((source) => [source.replace(/\.ts$/, ""), `src/${source}`]),
  ),
  format: ["esm", "cjs"],
  platform: "neutral",
  target: "es2022",
  dts: true,
  clean: true,
  sourcemap: true,
  // One file for what the entry points share: each file more costs a millisecond or so of import time.
  outputOptions: {
    codeSplitting: {
      groups: [
        {
          name: "shared",
          test: /src\/(core|errors|funcs|http|sdk|stream|structured-output|wire)\/.*(?<!\.d)\.ts$/,
        },
      ],
    },
  },
});
