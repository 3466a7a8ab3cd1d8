const day =
  "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
const leapYear = "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";
const date = `(?:(?!0000)\\d{4}-${day}|${leapYear}-02-29)`;
const clock = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?";
const zone = "(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)";
const time = `(?:${clock}${zone}|${leapSeconds()})`;
/** Each unit may be followed by the next smaller one only. */
const dateParts = parts("Y", "M", "D");
const timeParts = parts("H", "M", "S");
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
/** With the fourth of the longest labels a name would have more than 253 characters. */
const hostname = `${label}(?:\\.${label}){0,2}(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,59}[A-Za-z0-9])?)?`;
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const quoted = '"(?:[ !#-\\[\\]-~]|\\\\["\\\\])+"';
const email = `(?:${atom}(?:\\.${atom})*|${quoted})@(?:${label}\\.)+[A-Za-z]{2,24}`;
const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = `${octet}(?:\\.${octet}){3}`;
const group = "[0-9A-Fa-f]{1,4}";
/** `::` in every place, with at most seven groups around it; the last two groups may be an IPv4 address. */
const ipv6 = [
  `(?:${group}:){7}${group}`,
  `(?:${group}:){6}${ipv4}`,
  "::",
  ...Array.from({ length: 7 }, (_, left) =>
    left === 0 ? `:(?::${group}){1,7}` : `(?:${group}:){${left}}(?::${group}){1,${7 - left}}`,
  ),
  `(?:${group}:){1,7}:`,
  ...Array.from({ length: 6 }, (_, left) =>
    left === 0 ? `::(?:${group}:){0,5}${ipv4}` : `(?:${group}:){${left}}(?::${group}){0,${5 - left}}:${ipv4}`,
  ),
].join("|");
const percent = "%[0-9A-Fa-f]{2}";
const pathChar = `(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|${percent})`;
const host = `(?:${label}(?:\\.${label})*|${ipv4}|\\[(?:${ipv6})\\])`;
const tail = `(?:\\?(?:${pathChar}|[/?])*)?(?:#(?:${pathChar}|[/?])*)?`;
const authority = `//(?:[A-Za-z0-9\\-._~]+@)?${host}(?::\\d{1,5})?(?:/${pathChar}*)*`;
const uri = `[A-Za-z][A-Za-z0-9+\\-.]*:(?:${authority}|//(?:/${pathChar}+)+|/(?:${pathChar}+(?:/${pathChar}*)*)?|${pathChar}+(?:/${pathChar}*)*)${tail}`;
const relative = `(?:${authority}|/(?:${pathChar}+(?:/${pathChar}*)*)?|[A-Za-z0-9\\-._~]+(?:/${pathChar}*)*)?${tail}`;

const variableChar = `(?:[A-Za-z0-9_]|${percent})`;
const variable = `${variableChar}+(?:\\*|:[1-9]\\d{0,3})?`;

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
  "uri-template": `(?:[A-Za-z0-9\\-._~/:?#&=+;,@!$()*]|${percent}|\\{[+#./;?&]?${variable}(?:,${variable})*\\})*`,
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

/** The last second of a UTC day, as clocks around the world show it. */
function leapSeconds(): string {
  const fraction = "(?:\\.\\d{1,9})?";
  const minutes = (total: number) =>
    `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
  const offsets = Array.from({ length: 48 }, (_, half) => half * 30);
  const ahead = offsets.map(
    (offset) => `${minutes((1439 + offset) % 1440)}:60${fraction}\\+${minutes(offset)}`,
  );
  const behind = offsets.map(
    (offset) => `${minutes((2879 - offset) % 1440)}:60${fraction}-${minutes(offset)}`,
  );
  return [`23:59:60${fraction}Z`, ...ahead, ...behind].join("|");
}
