/** What a guardrail looks for in prompts. */
export interface ContentFilter {
  /** A regular expression of RE2. */
  pattern: string;
  /** What it finds is replaced, or the request is refused. */
  action: "redact" | "block";
  /** For people: stands in place of what is redacted, and in the refusal. */
  label: string | null;
}
