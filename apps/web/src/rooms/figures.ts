const dollars = (digits: number) =>
  new Intl.NumberFormat(undefined, { style: "currency", currency: "USD", maximumFractionDigits: digits });
const cents = dollars(2);
const small = new Intl.NumberFormat(undefined, {
  style: "currency",
  currency: "USD",
  maximumSignificantDigits: 3,
});
const whole = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

/** US dollars; small sums keep their digits. */
export const money = (sum: number): string => (sum !== 0 && sum < 1 ? small.format(sum) : cents.format(sum));

/** 1,234 */
export const count = (number: number): string => whole.format(number);

/** 1.2K */
export const shortCount = (number: number): string => compact.format(number);

/** Milliseconds in the unit that is read most easily. */
export const duration = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

const timeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** Date and time here, of an ISO time; what is none stays as it is. */
export const moment = (iso: string): string => formatted(iso, timeFormat);

/** The date here, of an ISO time. */
export const day = (iso: string): string => formatted(iso, dayFormat);

function formatted(iso: string, format: Intl.DateTimeFormat): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : format.format(time);
}
