import type { ReactNode } from 'react';
import { ScrollRegion } from './scroll-region';

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

/** Code, bold, italic and links to web pages; everything else is text, HTML too. */
function inline(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) parts.push(text.slice(from, match.index));
    const [whole, code, bold, italic, words, address] = match;
    const key = match.index;
    if (code !== undefined) parts.push(<code key={key}>{code}</code>);
    else if (bold !== undefined) parts.push(<strong key={key}>{bold}</strong>);
    else if (italic !== undefined) parts.push(<em key={key}>{italic}</em>);
    else
      parts.push(
        <a key={key} href={address} target="_blank" rel="noopener noreferrer nofollow">
          {words}
        </a>,
      );
    from = match.index + whole.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** A small part of Markdown: headings, lists, code, emphasis, links. It makes elements, never HTML out of text. */
export function Markdown({ text }: { text: string }): ReactNode {
  const blocks: ReactNode[] = [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let at = 0;
  const take = (fits: (line: string) => boolean) => {
    const taken: string[] = [];
    for (let line = lines[at]; line !== undefined && fits(line); line = lines[at]) {
      taken.push(line);
      at++;
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const key = at;
    if (line.trim() === '') {
      at++;
    } else if (line.startsWith('```')) {
      at++;
      const code = take((next) => !next.startsWith('```'));
      at++;
      blocks.push(
        <ScrollRegion key={key} className="trace-text" label="Code">
          <pre>{code.join('\n')}</pre>
        </ScrollRegion>,
      );
    } else if (/^#{1,6} /.test(line)) {
      at++;
      // The page has its own headings above; those of a note are below them whatever they say.
      blocks.push(<h3 key={key}>{inline(line.replace(/^#+ /, ''))}</h3>);
    } else if (/^\s*[-*] /.test(line)) {
      const items = take((next) => /^\s*[-*] /.test(next));
      blocks.push(
        <ul key={key}>
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other identity
            <li key={index}>{inline(item.replace(/^\s*[-*] /, ''))}</li>
          ))}
        </ul>,
      );
    } else if (/^\s*\d+\. /.test(line)) {
      const items = take((next) => /^\s*\d+\. /.test(next));
      blocks.push(
        <ol key={key}>
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other identity
            <li key={index}>{inline(item.replace(/^\s*\d+\. /, ''))}</li>
          ))}
        </ol>,
      );
    } else {
      const words = take((next) => next.trim() !== '' && !/^(```|#{1,6} |\s*[-*] |\s*\d+\. )/.test(next));
      blocks.push(<p key={key}>{inline(words.join('\n'))}</p>);
    }
  }
  return <div className="markdown">{blocks}</div>;
}
