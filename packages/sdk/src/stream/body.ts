/** The text of a response's body, piece by piece. */
export interface Body {
  /** The next piece, `undefined` at the end. Rejects when the connection breaks. */
  read(): Promise<string | undefined>;
  /** Lets go of the connection; a read that waits gets the end. */
  cancel(): Promise<void>;
}

/** Opens a response's body. Where the host's `fetch` streams none, as in React Native, it comes in one piece. */
export function openBody(response: Response): Body {
  return response.body ? streamed(response.body) : whole(response);
}

function streamed(stream: ReadableStream<Uint8Array>): Body {
  const source = stream.getReader();
  const utf8 = new TextDecoder();
  let ended = false;
  return {
    async read() {
      if (ended) return undefined;
      const { done, value } = await source.read();
      if (!done) return utf8.decode(value, { stream: true });
      ended = true;
      // Bytes of half a character may be left.
      return utf8.decode() || undefined;
    },
    cancel: () => source.cancel().catch(() => {}),
  };
}

function whole(response: Response): Body {
  let end = () => {};
  const cancelled = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
  });
  let text: Promise<string | undefined> | undefined = Promise.race([response.text(), cancelled]);
  return {
    async read() {
      const given = text;
      text = undefined;
      return given;
    },
    cancel: async () => end(),
  };
}
