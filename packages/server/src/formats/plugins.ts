import { z } from "zod";
import { badRequest } from "../generation/api-error.js";
import type { Plugins } from "../generation/task.js";
import { optional } from "./validation/fields.js";

const offered = ["context-compression", "response-healing"];

/** Most entries that the lists may have. */
export const pluginLimits = { plugins: 32, transforms: 8 } as const;

/** What is to be done to a request and its answer on the way; `transforms` is the older name of one of them. */
export const pluginFields = {
  plugins: optional(
    z
      .array(
        z.object({
          id: z.string().max(256),
          enabled: optional(z.boolean()),
          engine: optional(
            z.literal("middle-out", { error: 'must be "middle-out", the only engine offered here' }),
          ),
        }),
      )
      .max(pluginLimits.plugins),
  ),
  transforms: optional(
    z
      .array(z.literal("middle-out", { error: 'must be "middle-out", the only transform offered here' }))
      .max(pluginLimits.transforms),
  ),
};

interface PluginFields {
  plugins?: { id: string; enabled?: boolean | undefined }[] | undefined;
  transforms?: string[] | undefined;
}

/** Throws a 400 `ApiError` that names a plugin that is not offered here. One that is switched off needs no offer. */
export function readPlugins({ plugins = [], transforms }: PluginFields): Plugins | undefined {
  const refused = plugins.findIndex(({ id, enabled }) => enabled !== false && !offered.includes(id));
  if (refused !== -1) {
    const param = `plugins[${refused}].id`;
    const names = offered.map((name) => JSON.stringify(name)).join(" or ");
    throw badRequest(
      `${param} must be ${names}, the plugins offered here, got ${JSON.stringify(plugins[refused]!.id)}`,
      param,
    );
  }
  const wish = (id: string) => {
    const plugin = plugins.findLast((one) => one.id === id);
    return plugin && plugin.enabled !== false;
  };
  const compression = wish("context-compression") ?? (transforms && transforms.length > 0);
  const healing = wish("response-healing");
  return compression === undefined && healing === undefined ? undefined : { compression, healing };
}
