/** The host of a URL in its normal form, with the port. By its text: React Native's `URL` has nothing else. */
export const hostOf = (url: string): string => url.split("/")[2] ?? "";
