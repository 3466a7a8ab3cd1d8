// Writes the JSON Schema of the router's configuration file: node scripts/configuration-schema.mjs (after a build).
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configurationJsonSchema } from "../packages/server/dist/config/json-schema.js";

const file = fileURLToPath(new URL("../docs/configuration.schema.json", import.meta.url));
writeFileSync(file, JSON.stringify(configurationJsonSchema()));
execFileSync("npx", ["biome", "format", "--write", file], { stdio: "inherit" });
