// Renews tool-lists/: installs MCP servers into a folder of its own, asks each for its tools, and writes down what it
// says. To run: node packages/server/test/mcp/collect-tool-lists.mjs
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Listing needs no real keys. */
const servers = [
  { name: "@modelcontextprotocol/server-everything" },
  { name: "@modelcontextprotocol/server-filesystem", args: [tmpdir()] },
  { name: "@modelcontextprotocol/server-github", env: { GITHUB_PERSONAL_ACCESS_TOKEN: "none" } },
  { name: "@modelcontextprotocol/server-memory" },
  { name: "@modelcontextprotocol/server-sequential-thinking" },
  { name: "@notionhq/notion-mcp-server", env: { NOTION_TOKEN: "none" } },
  { name: "@playwright/mcp" },
  { name: "@upstash/context7-mcp" },
  { name: "firecrawl-mcp", env: { FIRECRAWL_API_KEY: "none" } },
];

const folder = mkdtempSync(join(tmpdir(), "mcp-servers-"));
const lists = new URL("tool-lists/", import.meta.url);
try {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  const names = servers.map(({ name }) => name);
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...names], {
    cwd: folder,
    stdio: "inherit",
  });
  mkdirSync(lists, { recursive: true });
  for (const server of servers) {
    const manifest = readManifest(server.name);
    const tools = await listTools(server, manifest);
    const { name, version, license } = manifest;
    const list = { package: name, version, licence: license, tools: tools.map(shown) };
    const file = `${name.replace(/^@/, "").replace("/", "--")}.json`;
    writeFileSync(new URL(file, lists), `${JSON.stringify(list, undefined, 2)}\n`);
    console.log(`${name} ${version} (${license}): ${tools.length} tools`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} name */
function readManifest(name) {
  return JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"));
}

/** What a client sends on of a tool, without its authors' prose. */
function shown({ name, inputSchema }) {
  return { name, inputSchema: withoutProse(inputSchema) };
}

const prose = ["description", "title"];

/** @param {unknown} value */
function withoutProse(value) {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, part]) => key !== "examples" && !(prose.includes(key) && typeof part === "string"),
  );
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutProse(part)]));
}

/**
 * @param {{ name: string, args?: string[], env?: Record<string, string> }} server
 * @param {{ bin: string | Record<string, string> }} manifest
 */
async function listTools({ name, args = [], env }, { bin }) {
  const program = typeof bin === "string" ? bin : Object.values(bin)[0];
  const child = spawn(process.execPath, [join(folder, "node_modules", name, program), ...args], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const replies = new Map();
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (!line.startsWith("{")) return;
    const message = JSON.parse(line);
    replies.get(message.id)?.(message);
  });
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  let id = 0;
  const ask = (method, params) =>
    new Promise((resolve, reject) => {
      const request = ++id;
      const late = setTimeout(() => reject(new Error(`${name} does not answer ${method}`)), 60_000);
      child.once("exit", (code) => reject(new Error(`${name} ended with ${code}`)));
      replies.set(request, ({ result, error }) => {
        clearTimeout(late);
        if (error) reject(new Error(`${name}: ${error.message}`));
        else resolve(result);
      });
      send({ id: request, method, params });
    });
  try {
    const clientInfo = { name: "tool-lists", version: "1.0.0" };
    await ask("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
    send({ method: "notifications/initialized" });
    const tools = [];
    for (let cursor; ; ) {
      const page = await ask("tools/list", cursor === undefined ? {} : { cursor });
      tools.push(...page.tools);
      cursor = page.nextCursor;
      if (cursor === undefined) return tools;
    }
  } finally {
    child.removeAllListeners("exit");
    child.kill();
  }
}
