import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

/** What an import breaks: features meet only through their index, `shared` knows neither features nor the application. */
function breach(file: string, target: string): string | undefined {
  const [layer, own] = file.split('/');
  const inner = /^@\/features\/([^/]+)(\/.+)?$/.exec(target);
  if (target.startsWith('@/app') && layer !== 'app') return `${file} imports the application: ${target}`;
  if (inner && layer === 'shared') return `${file} imports a feature: ${target}`;
  if (inner?.[2]) return `${file} goes past the index of a feature: ${target}`;
  if (inner && layer === 'features' && inner[1] === own) return `${file} imports its own index: ${target}`;
  if (target.startsWith('../') && layer === 'features') return `${file} leaves its feature: ${target}`;
  return undefined;
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].flatMap((match) => match[1] ?? []);
}

describe('boundaries', () => {
  it('hold in every file', () => {
    const all = files(ROOT);
    expect(all.length).toBeGreaterThan(80);
    const found = all.flatMap((file) =>
      importsOf(readFileSync(file, 'utf8')).flatMap((target) => breach(relative(ROOT, file), target) ?? []),
    );
    expect(found).toEqual([]);
  });

  it('are seen when they are broken', () => {
    expect(breach('features/run/a.ts', '@/features/model/queries')).toBeDefined();
    expect(breach('shared/ui/a.ts', '@/features/model')).toBeDefined();
    expect(breach('features/run/a.ts', '@/app/router')).toBeDefined();
    expect(breach('features/run/a.ts', '../model/queries')).toBeDefined();
    expect(breach('features/run/a.ts', '@/features/run')).toBeDefined();
    expect(breach('features/run/a.ts', '@/features/model')).toBeUndefined();
  });
});
