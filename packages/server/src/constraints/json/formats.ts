const DAY =
  "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
const LEAP = "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";
const DATE = `(?:(?!0000)\\d{4}-${DAY}|${LEAP}-02-29)`;
const CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?";
const ZONE = "(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
const TIME = `${CLOCK}${ZONE}`;
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const GROUP = "[0-9A-Fa-f]{1,4}";
const PERCENT = "%[0-9A-Fa-f]{2}";
const PCHAR = `(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|${PERCENT})`;
const HOST = `(?:${LABEL}(?:\\.${LABEL})*|${IPV4})`;
const TAIL = `(?:\\?(?:${PCHAR}|[/?])*)?(?:#(?:${PCHAR}|[/?])*)?`;
const AUTHORITY = `//(?:[A-Za-z0-9\\-._~]+@)?${HOST}(?::\\d{1,5})?(?:/${PCHAR}*)*`;
const URI = `[A-Za-z][A-Za-z0-9+\\-.]*:(?:${AUTHORITY}|/(?:${PCHAR}+(?:/${PCHAR}*)*)?|${PCHAR}+(?:/${PCHAR}*)*)${TAIL}`;
const RELATIVE = `(?:${AUTHORITY}|/(?:${PCHAR}+(?:/${PCHAR}*)*)?|[A-Za-z0-9\\-._~]+(?:/${PCHAR}*)*)?${TAIL}`;

/** `::` in every place, with at most seven groups around it. */
const IPV6 = [
  `(?:${GROUP}:){7}${GROUP}`,
  "::",
  ...Array.from({ length: 7 }, (_, left) =>
    left === 0 ? `:(?::${GROUP}){1,7}` : `(?:${GROUP}:){${left}}(?::${GROUP}){1,${7 - left}}`,
  ),
  `(?:${GROUP}:){1,7}:`,
].join("|");

/**
 * Regular expressions of the values that are written for a format: all that is common, nothing that a validator
 * refuses. An empty one means that the format says nothing about the text.
 */
export const FORMATS: Readonly<Record<string, string>> = anchored({
  date: DATE,
  time: TIME,
  "date-time": `${DATE}T${TIME}`,
  "iso-time": `${CLOCK}${ZONE}?`,
  "iso-date-time": `${DATE}T${CLOCK}${ZONE}?`,
  duration:
    "P(?:\\d{1,9}W|(?=\\d|T\\d)(?:\\d{1,9}Y)?(?:\\d{1,9}M)?(?:\\d{1,9}D)?(?:T(?=\\d)(?:\\d{1,9}H)?(?:\\d{1,9}M)?(?:\\d{1,9}S)?)?)",
  email: `${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+[A-Za-z]{2,24}`,
  hostname: `${LABEL}(?:\\.${LABEL}){0,3}`,
  ipv4: IPV4,
  ipv6: IPV6,
  uri: URI,
  "uri-reference": `${URI}|${RELATIVE}`,
  url: `(?:https?|ftp)://(?:[A-Za-z0-9]+-)*[A-Za-z0-9]+(?:\\.(?:[A-Za-z0-9]+-)*[A-Za-z0-9]+)*\\.[A-Za-z]{2,24}(?::\\d{2,5})?(?:(?:/${PCHAR}*)+${TAIL})?`,
  uuid: "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
  "json-pointer": "(?:/(?:[^~/]|~0|~1)*)*",
  "relative-json-pointer": "(?:0|[1-9]\\d{0,8})(?:#|(?:/(?:[^~/]|~0|~1)*)*)",
  byte: "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
  binary: "",
  password: "",
});

function anchored(sources: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [name, source === "" ? "" : `^(?:${source})$`]),
  );
}
