const day =
  "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
const leapYear = "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";
const date = `(?:(?!0000)\\d{4}-${day}|${leapYear}-02-29)`;
const clock = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?";
const zone = "(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
const time = `(?:${clock}${zone}|23:59:60(?:\\.\\d{1,9})?Z)`;
/** Each unit may be followed by the next smaller one only. */
const dateParts = parts("Y", "M", "D");
const timeParts = parts("H", "M", "S");
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const hostname = `${label}(?:\\.${label}){0,3}`;
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const email = `${atom}(?:\\.${atom})*@(?:${label}\\.)+[A-Za-z]{2,24}`;
const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = `${octet}(?:\\.${octet}){3}`;
const group = "[0-9A-Fa-f]{1,4}";
const percent = "%[0-9A-Fa-f]{2}";
const pathChar = `(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|${percent})`;
const host = `(?:${label}(?:\\.${label})*|${ipv4})`;
const tail = `(?:\\?(?:${pathChar}|[/?])*)?(?:#(?:${pathChar}|[/?])*)?`;
const authority = `//(?:[A-Za-z0-9\\-._~]+@)?${host}(?::\\d{1,5})?(?:/${pathChar}*)*`;
const uri = `[A-Za-z][A-Za-z0-9+\\-.]*:(?:${authority}|//(?:/${pathChar}+)+|/(?:${pathChar}+(?:/${pathChar}*)*)?|${pathChar}+(?:/${pathChar}*)*)${tail}`;
const relative = `(?:${authority}|/(?:${pathChar}+(?:/${pathChar}*)*)?|[A-Za-z0-9\\-._~]+(?:/${pathChar}*)*)?${tail}`;

/** `::` in every place, with at most seven groups around it. */
const ipv6 = [
  `(?:${group}:){7}${group}`,
  "::",
  ...Array.from({ length: 7 }, (_, left) =>
    left === 0 ? `:(?::${group}){1,7}` : `(?:${group}:){${left}}(?::${group}){1,${7 - left}}`,
  ),
  `(?:${group}:){1,7}:`,
  `::(?:[Ff]{4}:)?${ipv4}`,
].join("|");

/**
 * Regular expressions of the values that are written for a format: all that is common, nothing that a validator
 * refuses. An empty one means that the format says nothing about the text.
 */
export const formatPatterns: Readonly<Record<string, string>> = anchored({
  date: date,
  time: time,
  "date-time": `${date}T${time}`,
  "iso-time": `${clock}${zone}?`,
  "iso-date-time": `${date}T${clock}${zone}?`,
  duration: `P(?:\\d{1,9}W|(?:${dateParts})(?:T(?:${timeParts}))?|T(?:${timeParts}))`,
  email,
  "idn-email": email,
  // Two hyphens in the third place announce an encoding, which would have to be right.
  hostname: `(?!(?:.*\\.)?[A-Za-z0-9]{2}--)${hostname}`,
  "idn-hostname": `(?!(?:.*\\.)?[A-Za-z0-9]{2}--)${hostname}`,
  ipv4: ipv4,
  ipv6: ipv6,
  uri,
  iri: uri,
  "uri-reference": `${uri}|${relative}`,
  "iri-reference": `${uri}|${relative}`,
  "uri-template": "(?:[A-Za-z0-9\\-._~/:?#&=]|\\{[A-Za-z0-9_]+\\})*",
  regex: "\\^?(?:(?:[A-Za-z0-9 _-]|\\.|\\\\[dwsDWS.+*?]|\\[(?:a-z|A-Z|0-9|_)+\\])[*+?]?)*\\$?",
  url: `(?:https?|ftp)://(?:[A-Za-z0-9]+-)*[A-Za-z0-9]+(?:\\.(?:[A-Za-z0-9]+-)*[A-Za-z0-9]+)*\\.[A-Za-z]{2,24}(?::\\d{2,5})?(?:(?:/${pathChar}*)+${tail})?`,
  uuid: "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
  "json-pointer": "(?:/(?:[^~/]|~0|~1)*)*",
  "relative-json-pointer": "(?:0|[1-9]\\d{0,8})(?:#|(?:/(?:[^~/]|~0|~1)*)*)",
  byte: "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
  binary: "",
  password: "",
});

/** One or more units in this order, none left out in between. */
function parts(...units: string[]): string {
  const from = units.map((_, i) =>
    units.slice(i).reduceRight((rest, unit) => `\\d{1,9}${unit}${rest === "" ? "" : `(?:${rest})?`}`, ""),
  );
  return from.join("|");
}

function anchored(sources: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [name, source === "" ? "" : `^(?:${source})$`]),
  );
}
