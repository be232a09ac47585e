import { type ReactNode, useEffect, useState } from 'react';

const TYPED_MS = 200;

/** Typed letters are looked for a moment after the last one. */
export function TypedSearch({
  label,
  text,
  maxLength,
  onChange,
}: {
  label: string;
  /** What is looked for, as the address has it. */
  text: string | undefined;
  maxLength?: number;
  onChange: (text: string | undefined) => void;
}): ReactNode {
  const [words, setWords] = useState(text ?? '');
  useEffect(() => setWords(text ?? ''), [text]);
  // Blanks alone look for nothing: they must not ask again and again for what the address has already.
  const wanted = words.trim() === '' ? undefined : words;
  useEffect(() => {
    if (wanted === text) return;
    const timer = setTimeout(() => onChange(wanted), TYPED_MS);
    return () => clearTimeout(timer);
  });
  return (
    <input
      className="input study-search"
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={maxLength}
      value={words}
      onChange={(event) => setWords(event.target.value)}
    />
  );
}
