import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Writes each text file in gzip and Brotli too: the server sends what the browser takes. */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      const files = await readdir(folder, { recursive: true });
      const texts = files
        .filter((file) => /\.(js|css|svg|html)$/.test(file))
        .map((file) => join(folder, file));
      await Promise.all(
        texts.map(async (file) => {
          const content = await readFile(file);
          await writeFile(`${file}.gz`, await promisify(gzip)(content));
          await writeFile(`${file}.br`, await promisify(brotliCompress)(content));
        }),
      );
    },
  };
}

/** Which character a code means in fonts of East Asia: files that pdf.js asks for when a PDF needs them. */
function characterMaps(): Plugin {
  const folder = join(dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json")), "cmaps");
  return {
    name: "character-maps",
    apply: "build",
    async buildStart() {
      for (const file of await readdir(folder)) {
        const source = await readFile(join(folder, file));
        this.emitFile({ type: "asset", fileName: `cmaps/${file}`, source });
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), characterMaps(), compressed()],
  build: {
    target: "es2022",
    // The server's content security policy allows files of this origin and no `data:` addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8787" } },
});
