import { describe, expect, it } from 'vitest';
import { runsParameter } from '@/shared/format/run-slots';
import { parseRunsParameter, RunSelection, slotColour, slotDash } from './run-selection';

function selection(kept: { text: string | null } = { text: null }) {
  return new RunSelection({
    read: () => kept.text,
    write: (text) => {
      kept.text = text ?? null;
    },
  });
}

const run = (n: number) => ({ id: `01900000-0000-7000-8000-00000000000${n}`, name: `run-${n}` });
const slots = (of: RunSelection) => of.current().runs.map(({ name, slot }) => [name, slot]);

describe('RunSelection', () => {
  it('gives each run a slot by the order of picking, and never another one', () => {
    const picked = selection();
    picked.add([run(1), run(2), run(3)]);
    picked.remove([run(2).id]);
    picked.add([run(4)]);
    picked.toggle(run(2));
    expect(slots(picked)).toEqual([
      ['run-1', 0],
      ['run-2', 1],
      ['run-3', 2],
      ['run-4', 3],
    ]);
  });

  it('recolours nobody when a run is hidden', () => {
    const picked = selection();
    picked.add([run(1), run(2)]);
    picked.toggleHidden(run(1).id);
    expect(picked.isHidden(run(1).id)).toBe(true);
    expect(picked.slotOf(run(2).id)).toBe(1);
  });

  it('starts anew when it is cleared', () => {
    const picked = selection();
    picked.add([run(1), run(2)]);
    picked.clear();
    picked.add([run(2)]);
    expect(picked.slotOf(run(2).id)).toBe(0);
  });

  it('4: is there again in the same tab', () => {
    const kept: { text: string | null } = { text: null };
    const before = selection(kept);
    before.add([run(1), run(2)]);
    before.remove([run(1).id]);
    const after = selection(kept);
    expect(slots(after)).toEqual([['run-2', 1]]);
    after.add([run(1)]);
    expect(after.slotOf(run(1).id)).toBe(0);
  });

  it('starts empty when what was kept cannot be read', () => {
    expect(selection({ text: '{"slots":' }).current().runs).toEqual([]);
  });

  it('3: goes through an address with its slots', () => {
    const picked = selection();
    picked.add([run(1), run(2), run(3)]);
    picked.remove([run(2).id]);
    const text = runsParameter(picked.current().runs);
    expect(text).toBe(`${run(1).id},,${run(3).id}`);
    const other = selection();
    other.assign(parseRunsParameter(text));
    expect(other.slotOf(run(3).id)).toBe(2);
    other.name([run(3)]);
    expect(slots(other)).toEqual([
      ['', 0],
      ['run-3', 2],
    ]);
  });

  it('forgets «all that match» as soon as one is picked by hand', () => {
    const picked = selection();
    picked.pickMatching('status:failed', 500);
    expect(picked.current().matching).toEqual({ filter: 'status:failed', total: 500 });
    picked.toggle(run(1));
    expect(picked.current().matching).toBeUndefined();
  });

  it('tells slots of one colour apart by dashes', () => {
    expect(slotColour(8)).toBe(slotColour(0));
    expect([slotDash(0), slotDash(8), slotDash(16)]).toEqual(['', '6 3', '2 3']);
  });
});

describe('parseRunsParameter', () => {
  it('takes ids only', () => {
    expect(parseRunsParameter('x,,../')).toEqual([undefined, undefined, undefined]);
    expect(parseRunsParameter(undefined)).toEqual([]);
  });
});
