import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Markdown } from './markdown';

afterEach(cleanup);

const htmlOf = (text: string) => render(<Markdown text={text} />).container.querySelector('.markdown')?.innerHTML;

describe('Markdown', () => {
  it('knows headings, lists, code and emphasis', () => {
    expect(htmlOf('# Why\n\nA **bold** `x<y`\n\n- one\n- *two*\n\n1. a')).toBe(
      '<h3>Why</h3><p>A <strong>bold</strong> <code>x&lt;y</code></p><ul><li>one</li><li><em>two</em></li></ul><ol><li>a</li></ol>',
    );
  });

  it('never makes HTML or a script out of text', () => {
    const html = htmlOf('<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1)) [y](https://example.org)');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('href="javascript');
    expect(html).toContain('href="https://example.org"');
  });
});
