import type { ChatMessage } from "@openrouter/sdk/chat-session";

interface Source {
  url: string;
  title: string;
}

const mostSources = 50;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The pages that an answer names as its sources, each once. What is no web address is left out. */
function sourcesOf({ wire }: ChatMessage): Source[] {
  const found = new Map<string, Source>();
  for (const annotation of Array.isArray(wire?.annotations) ? wire.annotations : []) {
    const citation = annotation?.url_citation as Record<string, unknown> | null | undefined;
    const url = text(citation?.url);
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url) || found.size >= mostSources) continue;
    found.set(url, { url, title: text(citation?.title).trim().slice(0, 200) || new URL(url).hostname });
  }
  return [...found.values()];
}

/** Where an answer says that it has it from. */
export function Sources({ message }: { message: ChatMessage }) {
  const sources = sourcesOf(message);
  if (sources.length === 0) return null;
  return (
    <section className="sources" aria-label="Sources">
      <h3>Sources</h3>
      <ol>
        {sources.map(({ url, title }) => (
          <li key={url}>
            <a href={url} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
              {title}
            </a>{" "}
            <span>{new URL(url).hostname}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
