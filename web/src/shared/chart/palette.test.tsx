import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanup, render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { RunStatus, TrialState } from '../api/types';
import { outcomes, RunState, TrialMark } from '../ui/status';
import { MOST_COLOURED, neutral, strokeOf } from './palette';

/* Colour vision as Machado, Oliveira and Fernandes simulate it (2009, full severity), in linear light. */
const visions = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;
type Vision = keyof typeof visions;
type Triple = [number, number, number];

const sheet = readFileSync(join(import.meta.dirname, '../ui/tokens.css'), 'utf8');

function token(name: string, theme: 'light' | 'dark'): string {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(sheet);
  const value = match?.[theme === 'light' ? 1 : 2];
  if (!value) throw new Error(`There is no colour ${name}.`);
  return value;
}

function linear(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function seen(hex: string, vision: Vision): Triple {
  const [r, g, b] = linear(hex);
  const m = visions[vision];
  const row = (at: number) => Math.min(1, Math.max(0, (m[at] ?? 0) * r + (m[at + 1] ?? 0) * g + (m[at + 2] ?? 0) * b));
  return [row(0), row(3), row(6)];
}

function oklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** How far two colours are apart for an eye, times 100. */
function distance(one: string, other: string, vision: Vision): number {
  const [a, b] = [oklab(seen(one, vision)), oklab(seen(other, vision))];
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function contrast(one: string, other: string): number {
  const light = (hex: string) => {
    const [r, g, b] = linear(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const themes = ['light', 'dark'] as const;
const cases = themes.flatMap((theme) => (Object.keys(visions) as Vision[]).map((vision) => [theme, vision] as const));
const LEAST_DISTANCE = 10.9;

describe('97: the first eight series', () => {
  it.each(cases)('can be told apart in the %s theme with %s', (theme, vision) => {
    const colours = Array.from({ length: 8 }, (_, slot) => token(strokeOf(slot, 8).token, theme));
    const least = Math.min(
      ...colours.flatMap((one, at) => colours.slice(at + 1).map((other) => distance(one, other, vision))),
    );
    expect(least).toBeGreaterThanOrEqual(LEAST_DISTANCE);
  });

  it.each(themes)('stand out from the surface in the %s theme', (theme) => {
    for (let slot = 0; slot < 8; slot++) {
      expect(contrast(token(strokeOf(slot, 8).token, theme), token('surface', theme))).toBeGreaterThanOrEqual(3.05);
    }
  });
});

describe('97: every status', () => {
  const statuses: RunStatus[] = [
    'created',
    'queued',
    'starting',
    'running',
    'lost_contact',
    'retrying',
    'cancelling',
    'succeeded',
    'failed',
    'cancelled',
    'timed_out',
  ];
  const looks = () =>
    statuses.map((status) => {
      const { container } = render(<RunState status={status} />);
      const shape = container.querySelector('svg')?.innerHTML ?? '';
      const word = container.textContent ?? '';
      const tone = /tone-(\w+)/.exec(container.innerHTML)?.[1] ?? '';
      cleanup();
      return { status, shape, word, tone };
    });

  it('has a word of its own beside its colour', () => {
    expect(new Set(looks().map((look) => look.word)).size).toBe(statuses.length);
  });

  it.each(cases)(
    'differs from every other in shape, or clearly in colour, in the %s theme with %s',
    (theme, vision) => {
      const all = looks();
      const tones: Record<string, string> = { muted: 'text-muted' };
      const colourOf = (tone: string) => token(tones[tone] ?? tone, theme);
      const alike = all.flatMap((one, at) =>
        all
          .slice(at + 1)
          .filter(
            (other) => one.shape === other.shape && distance(colourOf(one.tone), colourOf(other.tone), vision) < 5,
          )
          .map((other) => `${one.status} ${other.status}`),
      );
      expect(alike).toEqual([]);
    },
  );
});

describe('97: every outcome of a solve', () => {
  const looks = () =>
    outcomes.map((outcome) => {
      const run = { outcome, summary: { gap: 0.0241 }, spec: { kind: 'solve' as const } };
      const { container } = render(<RunState status="succeeded" run={run} />);
      const shape = container.querySelector('svg')?.innerHTML ?? '';
      const word = container.textContent ?? '';
      cleanup();
      return { outcome, shape, word };
    });

  it('has a shape and a word of its own, whatever its colour', () => {
    expect(new Set(looks().map((look) => look.word)).size).toBe(outcomes.length);
    expect(new Set(looks().map((look) => look.shape)).size).toBe(outcomes.length);
  });

  it('names the gap where one is left', () => {
    const words = new Map(looks().map((look) => [look.outcome, look.word]));
    expect(words.get('feasible')).toBe('Feasible, gap 2.41 %');
    expect(words.get('optimal')).toBe('Optimal');
    expect(words.get('infeasible')).toBe('Infeasible');
  });

  it('is not told of a run that has not succeeded, nor when it is unknown', () => {
    const run = { outcome: 'from_the_future' as never, summary: {}, spec: { kind: 'solve' as const } };
    expect(render(<RunState status="succeeded" run={run} />).container.textContent).toBe('Succeeded');
    cleanup();
    expect(render(<RunState status="failed" run={{ ...run, outcome: 'optimal' }} />).container.textContent).toBe(
      'Failed',
    );
    cleanup();
  });
});

describe('97: every state of a trial', () => {
  const states: readonly TrialState[] = ['running', 'completed', 'pruned', 'failed', 'cancelled'];

  it('has a shape and a word of its own, whatever its colour', () => {
    const looks = states.map((state) => {
      const { container } = render(<TrialMark state={state} />);
      const look = { shape: container.querySelector('svg')?.innerHTML, word: container.textContent };
      cleanup();
      return look;
    });
    expect(new Set(looks.map((look) => look.shape)).size).toBe(states.length);
    expect(new Set(looks.map((look) => look.word)).size).toBe(states.length);
  });

  it('is told of a run that its study has pruned, which was cancelled on purpose', () => {
    const run = { outcome: null, summary: {}, spec: { kind: 'trial' as const }, trialState: 'pruned' as const };
    expect(render(<RunState status="cancelled" run={run} />).container.textContent).toBe('Pruned');
    cleanup();
  });
});

describe('slots', () => {
  it('give a run its colour whoever else is there, and a dash in the second and third round', () => {
    expect(strokeOf(2, 3).token).toBe(strokeOf(2, 20).token);
    expect(strokeOf(10, 20)).toMatchObject({ token: 'chart-3', dash: [6, 3] });
    expect(strokeOf(18, 24)).toMatchObject({ token: 'chart-3', dash: [2, 3] });
  });

  it('are grey when there are too many to tell apart', () => {
    expect(strokeOf(3, MOST_COLOURED + 1)).toBe(neutral);
  });
});
