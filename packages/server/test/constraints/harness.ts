import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { getLlama, type Llama, LlamaLogLevel } from "node-llama-cpp";

/** An independent judge: whether a value satisfies a schema. */
export function validator(schema: unknown): (value: unknown) => boolean {
  // By default 0.07 is no multiple of 0.01 for ajv, because their quotient is not a whole double.
  const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 6, logger: false });
  addFormats.default(ajv);
  // The library knows no quoted local parts.
  const email = fullFormats.email as RegExp;
  ajv.addFormat("email", (text: string) =>
    email.test(text.replace(/^"(?:[ !#-[\]-~]|\\["\\])+"@/, "quoted@")),
  );
  const validate = ajv.compile(schema as boolean | object);
  return (value) => validate(value) === true;
}

let llama: Promise<Llama> | undefined;

/** The engine's own reading of a grammar; rejects when the engine refuses it. */
export async function engineGrammar(grammar: string): Promise<{ accepts(text: string): boolean }> {
  llama ??= getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.disabled });
  const compiled = await (await llama).createGrammar({ grammar });
  const internal = compiled as unknown as { _testText(text: string): boolean };
  return { accepts: (text) => internal._testText(text) };
}
