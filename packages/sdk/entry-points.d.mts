export const entryPoints: Record<string, string>;
export const deepPaths: Record<string, string>;
