import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "./announcer.js";
import { Button, IconButton } from "./Button.js";

interface Props {
  /** The text, or what makes it when the button is pressed. */
  text: string | (() => string);
  label: string;
  /** Shows the label beside the symbol. */
  wide?: boolean;
}

export function CopyButton({ text, label, wide = false }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === "string" ? text : text());
    setCopied(true);
    announce("Copied");
  };
  const symbol = copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />;
  return wide ? (
    <Button look="plain" onClick={copy}>
      {symbol} {copied ? "Copied" : label}
    </Button>
  ) : (
    <IconButton label={label} className="small" onClick={copy}>
      {symbol}
    </IconButton>
  );
}
