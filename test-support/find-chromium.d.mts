export function systemChromium(): string | undefined;
export function isExecutable(path: string): boolean;
