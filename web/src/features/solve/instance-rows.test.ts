import { describe, expect, it } from 'vitest';
import { csvOfInstances, instanceInSight, instanceRows, openWord, type SetReport } from './instance-rows';

const counts = { gapIntegral: 0.05, seconds: 3.5, par10: 3.5, gap: 0, solved: 1 };
const report: SetReport = {
  timeLimit: 10,
  counts: { ...counts, solved: 1 },
  instances: [
    {
      place: 1,
      name: 'p0201.mps v1',
      status: 'optimal',
      objective: 7615,
      bound: 7615,
      gap: 0,
      time: 3.5,
      primalIntegral: 0.4,
      nodes: 12,
      counts,
    },
    { place: 2, name: '=2+2.mps v3', status: 'solving', beganAt: 1_700_000_000 },
  ],
};
const instances = [
  { place: 1, datasetId: 'd1', name: 'p0201.mps', version: 1 },
  { place: 2, datasetId: 'd2', name: '=2+2.mps', version: 3 },
  { place: 3, datasetId: 'd3', name: 'stein27.mps', version: 1 },
];

describe('the instances of a set', () => {
  it('are all there by their places, with their datasets', () => {
    const rows = instanceRows(report, instances);
    expect(rows.map(({ place, datasetId, status }) => [place, datasetId, status])).toEqual([
      [1, 'd1', 'optimal'],
      [2, 'd2', 'solving'],
      [3, 'd3', 'waiting'],
    ]);
    expect(rows[2]?.name).toBe('stein27.mps v1');
    expect(instanceRows(report, []).map(({ datasetId }) => datasetId)).toEqual([undefined, undefined]);
  });

  it('wait before anything is stored', () => {
    expect(instanceRows(undefined, instances).map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('are looked at where the solver is', () => {
    expect(instanceInSight(instanceRows(report, instances))?.place).toBe(2);
    expect(instanceInSight(instanceRows(undefined, instances))?.place).toBe(1);
    expect(instanceInSight([])).toBeUndefined();
  });

  it('that did not end are told as what they were left at', () => {
    expect([openWord('waiting', true), openWord('waiting', false)]).toEqual(['Waits', 'Not begun']);
    expect([openWord('solving', true), openWord('solving', false)]).toEqual(['Is solved now', 'Cut short']);
    expect(openWord('optimal', false)).toBeUndefined();
  });

  it('go into a file with all their digits, and a name never becomes a formula', () => {
    const [head, first, second] = csvOfInstances(instanceRows(report, instances)).split('\n');
    expect(head).toBe(
      'place,instance,dataset,status,limit,objective,bound,gap,time,primal_integral,nodes,counts_gap_integral,counts_seconds,counts_par10,counts_gap,counts_solved',
    );
    expect(first).toBe('1,p0201.mps v1,d1,optimal,,7615,7615,0,3.5,0.4,12,0.05,3.5,3.5,0,1');
    expect(second).toBe("2,'=2+2.mps v3,d2,solving,,,,,,,,,,,,");
  });
});
