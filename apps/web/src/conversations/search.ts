import { useEffect, useMemo, useState } from "react";
import type { Conversation } from "./conversation.js";
import { messageText } from "./conversation.js";
import { readAllMessages } from "./database.js";
import { flush } from "./store.js";

type Words = ReadonlyMap<string, string>;

/** The conversations that contain all words of a query, in their title or in any version of a message. */
export function useSearch(list: readonly Conversation[], query: string): readonly Conversation[] {
  const wanted = useMemo(() => query.toLowerCase().split(/\s+/).filter(Boolean), [query]);
  const searching = wanted.length > 0;
  const [words, setWords] = useState<Words>(new Map());

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is another whenever a conversation has changed
  useEffect(() => {
    if (!searching) return;
    let current = true;
    readWords().then(
      (read) => current && setWords(read),
      // Without a database the titles are all there is.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [searching, list]);

  return useMemo(() => {
    if (!searching) return list;
    return list.filter(({ id, title }) => {
      const text = `${title.toLowerCase()} ${words.get(id) ?? ""}`;
      return wanted.every((word) => text.includes(word));
    });
  }, [list, searching, wanted, words]);
}

async function readWords(): Promise<Words> {
  await flush();
  const words = new Map<string, string>();
  for (const message of await readAllMessages()) {
    const { conversationId } = message;
    words.set(conversationId, `${words.get(conversationId) ?? ""} ${messageText(message).toLowerCase()}`);
  }
  return words;
}
