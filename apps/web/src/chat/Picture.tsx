interface Props {
  url: string;
  alt: string;
}

/** A picture that came with the message. One that another host keeps is linked: to draw it would tell that host who reads this. */
export function Picture({ url, alt }: Props) {
  if (/^(data:image\/|blob:)/i.test(url)) return <img src={url} alt={alt} />;
  if (!/^https?:/i.test(url)) return <p className="hint-text">{alt}: the address can't be opened.</p>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {alt}: open it at {new URL(url).host}
    </a>
  );
}
