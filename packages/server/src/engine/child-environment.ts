/**
 * Variables that the engine's process is given. The others stay behind: `CI` alone, set to anything but "true", makes
 * the library's loading fail, and keys of the server are none of the model's business.
 */
const names = new Set([
  ...["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "TZ", "LANG", "LANGUAGE"],
  ...["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"],
  ...["SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA"],
  ...[
    "PROGRAMFILES",
    "PROGRAMFILES(X86)",
    "NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE",
    "XDG_RUNTIME_DIR",
  ],
]);
/** For graphics cards and threads. */
const prefixes = [
  "LC_",
  "CUDA_",
  "NVIDIA_",
  "VK_",
  "VULKAN_",
  "GGML_",
  "HIP_",
  "ROCR_",
  "METAL_",
  "MTL_",
  "OMP_",
];

export function childEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => {
      const upper = name.toUpperCase();
      return names.has(upper) || prefixes.some((prefix) => upper.startsWith(prefix));
    }),
  );
}
