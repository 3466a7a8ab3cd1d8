import type { ResolvedEngineOptions } from "../options.js";
import { type Bindings, bindings } from "./bindings.js";
import { openLibraries, unavailable } from "./libraries.js";

const gpuDevice = 1;
const integratedGpuDevice = 2;

/** llama.cpp, with the code that suits this machine's processor and card. Throws `engine_unavailable`. */
export function openLlama(gpu: ResolvedEngineOptions["gpu"]): Bindings {
  const libraries = openLibraries(gpu);
  const native = bindings(libraries);
  native.loadBackends(libraries.folder);
  native.init();
  const hasCard =
    native.deviceOfType(gpuDevice) !== null || native.deviceOfType(integratedGpuDevice) !== null;
  if (gpu !== false && gpu !== "auto" && !hasCard) throw unavailable(`it finds no card for ${gpu}`);
  return native;
}
