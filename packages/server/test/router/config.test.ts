import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationJsonSchema } from "../../src/config/json-schema.js";
import { readConfiguration } from "../../src/config/read.js";
import { startServer } from "../../src/start-server.js";
import { UserError } from "../../src/user-error.js";
import { ask, askStreamed } from "../support/chat.js";
import { done, finish, open, say, sentence } from "./wall/answers.js";
import { Wall } from "./wall/wall.js";

const good = `providers:
  - slug: alpha
    name: Alpha
    type: openai
    base_url: http://127.0.0.1:9001/v1
    api_key: \${ALPHA_KEY}
    flavour: vllm
    data_policy: { training: false, retention: none }
    timeouts: { connect_ms: 2000, first_token_ms: 15000, idle_ms: 30000, total_ms: 600000 }
models:
  - id: acme/large
    context_length: 32768
    endpoints:
      - provider: alpha
        model: large-v2
        pricing: { prompt: "0.000001", completion: "0.000002", input_cache_read: "0.0000001" }
        quantization: fp8
        max_completion_tokens: 8192
        supported_parameters: [tools, response_format, logprobs, seed]
`;

const read = (text: string, environment = { ALPHA_KEY: "sk-very-secret" }) =>
  readConfiguration(text, "router.yaml", environment);

const refusal = (text: string, environment?: { ALPHA_KEY: string }): string => {
  try {
    read(text, environment);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("the configuration file", () => {
  it("is read with what the environment has", () => {
    const { providers, models } = read(good);
    expect(providers[0]).toMatchObject({ slug: "alpha", api_key: "sk-very-secret" });
    expect(models[0]!.endpoints[0]!.pricing).toEqual({
      prompt: "0.000001",
      completion: "0.000002",
      input_cache_read: "0.0000001",
    });
  });

  it.each([
    ["a wrong value", ["flavour: vllm", "flavour: vlm"], 7, 'providers[0].flavour must be "openrouter" or'],
    ["a wrong kind", ["connect_ms: 2000", "connect_ms: soon"], 9, "providers[0].timeouts.connect_ms must be"],
    [
      "an unknown field",
      ["quantization: fp8", "quantisation: fp8"],
      17,
      "models[0].endpoints[0].quantisation is no field",
    ],
    [
      "a missing field",
      ["    base_url: http://127.0.0.1:9001/v1\n", ""],
      2,
      "providers[0].base_url must be given",
    ],
    [
      "a provider that is not there",
      ["provider: alpha", "provider: beta"],
      14,
      "must be one of the providers (alpha)",
    ],
    ["a price with an exponent", ['"0.0000001"', "1e-7"], 16, "must be US dollars a token as a decimal"],
    [
      "a price for no case",
      ["input_cache_read: ", 'overrides: [{ prompt: "1" }], input_cache_read: '],
      16,
      "pricing.overrides[0] must have a condition",
    ],
    [
      "a time that is none",
      ["input_cache_read: ", 'overrides: [{ utc_start: "9:00", utc_end: "17:00" }], input_cache_read: '],
      16,
      "pricing.overrides[0].utc_start must be a time of the day",
    ],
    [
      "a time without its end",
      ["input_cache_read: ", 'overrides: [{ utc_start: "09:00" }], input_cache_read: '],
      16,
      "pricing.overrides[0].utc_end must come with utc_start",
    ],
    ["a broken line", ["models:", "models: ]"], 10, "Unexpected flow-seq-end"],
  ])("with %s is refused with line and path", (_, [from, to], line, message) => {
    const told = refusal(good.replace(from!, to!));
    expect(told.startsWith(`router.yaml:${line}: `)).toBe(true);
    expect(told).toContain(message);
  });

  it("names a variable that is missing, and shows no secret", () => {
    expect(refusal(good, { ALPHA_KEY: "" })).toBe("router.yaml:6: the environment has no ALPHA_KEY");
    const broken = good.replace("type: openai", `type: \${ALPHA_KEY}`).replace("vllm", "x");
    expect(refusal(broken)).toContain("providers[0].type");
    expect(refusal(broken)).not.toContain("secret");
    const literal = good.replace(`api_key: \${ALPHA_KEY}`, "api_keys: { a: sk-very-secret }");
    expect(refusal(literal)).toContain("providers[0].api_keys");
    expect(refusal(literal)).not.toContain("secret");
  });

  it.each(["ollama-and-openrouter", "vllm-replicas", "anthropic-and-openai"])(
    "of the example %s is right",
    async (name) => {
      const file = new URL(`../../../../examples/router/${name}.yaml`, import.meta.url);
      const keys = ["OPENROUTER_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENAI_API_KEY_2"];
      const environment = Object.fromEntries(keys.map((key) => [key, "sk-any"]));
      expect(
        readConfiguration(await readFile(file, "utf8"), name, environment).models.length,
      ).toBeGreaterThan(0);
    },
  );

  it("has a JSON Schema that is current", async () => {
    const file = new URL("../../../../docs/configuration.schema.json", import.meta.url);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(
      JSON.parse(JSON.stringify(configurationJsonSchema())),
    );
  });
});

describe("a running server", () => {
  let folder: string;
  let wall: Wall;
  let goOn = () => {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "openrouter-config-"));
    wall = await Wall.start({
      slow: async ({ response }) => {
        open(response);
        say(response, ["slow"]);
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        say(response, [" but sure"]);
        finish(response);
        done(response);
      },
    });
  });
  afterAll(async () => {
    await wall.close();
    await rm(folder, { recursive: true });
  });

  const text = (model: string, id = "acme/large") =>
    JSON.stringify({
      providers: [{ slug: "alpha", type: "openai", base_url: wall.baseUrl }],
      models: [{ id, endpoints: [{ provider: "alpha", model }] }],
    });

  it("takes a changed file up without cutting a stream, and refuses a bad one whole", async () => {
    const file = join(folder, "router.yaml");
    await writeFile(file, text("slow"));
    const told: { msg: string; reason?: string }[] = [];
    let heard = () => {};
    const logger = pino(
      {},
      {
        write: (line: string) => {
          told.push(JSON.parse(line));
          heard();
        },
      },
    );
    const hear = async (message: string) => {
      while (!told.some(({ msg }) => msg.startsWith(message))) {
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    };
    const server = await startServer({ config: { file }, logger });
    try {
      const streamed = askStreamed(server, { model: "acme/large" });
      await wall.reached(1);
      await writeFile(`${file}.new`, text("good", "acme/other"));
      await rename(`${file}.new`, file);
      await hear("configuration taken up");
      expect((await ask(server, { model: "acme/large" })).status).toBe(404);
      expect((await ask(server, { model: "acme/other" })).body.choices[0].message.content).toBe(sentence);
      goOn();
      expect(await streamed).toMatchObject({ text: "slow but sure", done: true });

      await writeFile(file, text("good", "acme/third").replace('"openai"', '"opena"'));
      await hear("configuration refused");
      expect(told.find(({ reason }) => reason)!.reason).toContain("providers[0].type must be");
      expect((await ask(server, { model: "acme/other" })).status).toBe(200);
    } finally {
      await server.close(0);
    }
  });
});
