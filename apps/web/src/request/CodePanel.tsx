import { useEffect, useMemo, useState } from "react";
import { CodeBlock } from "../markdown/CodeBlock.js";
import { serverURL, settings } from "../settings/settings.js";
import { Select } from "../ui/Select.js";
import { useStore } from "../ui/store.js";
import { type RequestSource, requestOf } from "./request.js";
import { curlSnippet, typescriptSnippet } from "./snippets.js";

const languages = [
  ["typescript", "TypeScript, with the SDK"],
  ["bash", "Shell, with curl"],
] as const;

/** Code that sends what this page would send for the conversation as it stands. */
export default function CodePanel({ conversation, model }: { conversation: RequestSource; model: string }) {
  const { baseURL, apiKey } = useStore(settings);
  const [language, setLanguage] = useState<string>("typescript");
  const input = useMemo(
    () => ({ request: requestOf(conversation, model), serverURL: serverURL(baseURL), hasKey: apiKey !== "" }),
    [conversation, model, baseURL, apiKey],
  );
  const [curl, setCurl] = useState("");
  useEffect(() => {
    let current = true;
    curlSnippet(input).then(
      (text) => current && setCurl(text),
      (error: unknown) => current && setCurl(`# This request can't be sent: ${error}`),
    );
    return () => {
      current = false;
    };
  }, [input]);

  return (
    <div className="code-panel">
      <p className="parameter-help">
        Sends what this page sends for this conversation as it stands
        {input.hasKey ? ". The key stays out of it: set OPENROUTER_API_KEY." : "."}
      </p>
      <Select aria-label="Language of the code" value={language} options={languages} onValue={setLanguage} />
      <CodeBlock language={language} code={language === "bash" ? curl : typescriptSnippet(input)} complete />
    </div>
  );
}
