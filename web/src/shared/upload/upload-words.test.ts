import { describe, expect, it } from 'vitest';
import { interruptedWords, sendingWords, sentFraction } from './upload-words';

const file = { size: 1_000_000 };

describe('the words of an upload', () => {
  it('say how far it is, how fast it is, and how long it still takes', () => {
    expect(sendingWords({ file, sent: 250_000, resumedAt: 100_000, speed: 50_000 })).toBe(
      '25 % of 1.00 MB · 50.0 kB/s · 15 s left · resumed at 100 kB',
    );
  });

  it('say nothing that is not known', () => {
    expect(sendingWords({ file, sent: 250_000, resumedAt: 0, speed: 0 })).toBe('25 % of 1.00 MB');
    expect(sentFraction({ file: { size: 0 }, sent: 0 })).toBe(1);
  });

  it('say where an earlier page has stopped', () => {
    expect(interruptedWords({ bytesThere: 250_000, sizeBytes: 1_000_000 })).toBe('Interrupted at 25 % of 1.00 MB');
  });
});
