/** What a model refuses that others take. */
export interface ModelRules {
  /** It decides by itself how long to think, and is told an effort instead of a budget. */
  adaptive: boolean;
  /** It can't be told not to think. */
  alwaysThinks: boolean;
  /** It can't be told how to draw. */
  fixedSampling: boolean;
  /** It can't be made to call a tool. */
  freeChoice: boolean;
}

const named = /claude-([a-z]+)-(\d+)(?:[-.](\d{1,2})(?!\d))?/;

/** By the model's name, in which the API's own models carry their version. */
export function rulesOf(model: string): ModelRules {
  const [, family = "", major = "0", minor = "0"] = named.exec(model) ?? [];
  const version = Number(major) + Number(minor) / 100;
  const alwaysThinks = family === "fable" || (version >= 5.05 && family !== "haiku");
  return {
    adaptive: version >= 4.06,
    alwaysThinks,
    fixedSampling: version >= 4.07,
    freeChoice: alwaysThinks && version > 5,
  };
}
