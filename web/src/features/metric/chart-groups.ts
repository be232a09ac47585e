import { metricTitle, prefixOf, suffixOf } from './headline';

export interface ChartGroup {
  id: string;
  title: string;
  section: string;
  keys: string[];
}

/** The same measure on the training rows and on held-out rows belongs on one chart. */
const COMPARED = ['train', 'valid', 'val', 'validation', 'test'];

const SECTIONS: Record<string, string> = {
  sys: 'System',
  system: 'System',
  '': 'Metrics',
  set: 'Set of instances',
  instance: 'Each instance',
};
const FIRST = ['Learning', 'Set of instances', 'Each instance'];

/** The curves of one instance of a set have its place in their prefix: `instance-3/gap`. */
const sectionOf = (prefix: string): string => SECTIONS[prefix] ?? prefix.replace(/^instance-(\d+)$/, 'Instance $1');

/** Charts from keys: `train/auc` and `valid/auc` share one; every other key has its own, in the section of its prefix. */
export function chartGroups(keys: readonly string[]): ChartGroup[] {
  const groups = new Map<string, ChartGroup>();
  for (const key of keys) {
    const prefix = prefixOf(key);
    const compared = COMPARED.includes(prefix);
    const id = compared ? `learning/${suffixOf(key)}` : key;
    const group = groups.get(id);
    if (group) {
      group.keys.push(key);
      continue;
    }
    groups.set(id, {
      id,
      title: metricTitle(key),
      section: compared ? 'Learning' : sectionOf(prefix),
      keys: [key],
    });
  }
  const all = [...groups.values()];
  for (const group of all) group.keys.sort((a, b) => COMPARED.indexOf(prefixOf(a)) - COMPARED.indexOf(prefixOf(b)));
  return all.sort((a, b) => sectionRank(a) - sectionRank(b) || a.id.localeCompare(b.id, undefined, { numeric: true }));
}

function sectionRank(group: ChartGroup): number {
  const at = FIRST.indexOf(group.section);
  if (at >= 0) return at;
  return group.section === 'System' ? FIRST.length + 1 : FIRST.length;
}

/** The word for a series inside its chart. */
export function seriesLabel(key: string, group: ChartGroup): string {
  return group.keys.length > 1 || group.section === 'Learning' ? prefixOf(key) : suffixOf(key);
}
