import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Markdown } from './markdown';
import { ScrollRegion } from './scroll-region';
import { TableFrame } from './table-frame';

afterEach(cleanup);

/** What the keyboard stops at, with its name. */
const stops = (container: HTMLElement) =>
  [...container.querySelectorAll<HTMLElement>('[tabindex="0"]')].map((one) => [
    one.tagName,
    one.getAttribute('aria-label'),
  ]);

describe('91: what scrolls by itself', () => {
  it('is reached by the keyboard and has a name', () => {
    const { container } = render(
      <ScrollRegion label="Stack trace" className="trace-text">
        <pre>line 1</pre>
      </ScrollRegion>,
    );
    expect(stops(container)).toEqual([['SECTION', 'Stack trace']]);
    expect(container.querySelector('section.trace-text > pre')?.textContent).toBe('line 1');
  });

  it('is the frame of a table, with the classes it is given', () => {
    let frame: HTMLElement | null = null;
    const { container } = render(
      <TableFrame
        label="Versions"
        className="drift-frame"
        ref={(element) => {
          frame = element;
        }}
      >
        <table />
      </TableFrame>,
    );
    expect(stops(container)).toEqual([['SECTION', 'Versions']]);
    expect(frame).toBe(container.querySelector('section'));
    expect(container.querySelector('section')?.className).toBe('table-frame drift-frame');
  });

  it('is the code in a note', () => {
    const { container } = render(<Markdown text={'```\nlong line\n```'} />);
    expect(stops(container)).toEqual([['SECTION', 'Code']]);
    expect(container.querySelector('pre')?.textContent).toBe('long line');
  });
});
