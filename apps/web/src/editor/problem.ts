/** Something wrong in an edited text. */
export interface Problem {
  /** Offsets in the text. */
  from: number;
  to: number;
  /** Counts from 1. */
  line: number;
  message: string;
}

export function problemAt(text: string, from: number, to: number, message: string): Problem {
  return {
    from,
    to: Math.min(Math.max(to, from), text.length),
    line: text.slice(0, from).split("\n").length,
    message,
  };
}
