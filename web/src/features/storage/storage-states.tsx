import type { ReactNode } from 'react';
import type { Inventory, Retention } from '@/shared/api/types';
import { Sampled, type Samples } from '@/shared/gallery/sampled';
import { ago, LONG_NAME, SAMPLE_PROJECT, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { OrphanList } from './inventory-dialog';
import { OrphansSection } from './orphans-section';
import { inventoriesQuery, orphansQuery, retentionQuery, storageQuery } from './queries';
import { RemovalForm } from './removal-form';
import { RetentionSection } from './retention-section';
import { StoragePanel } from './storage-panel';
import { chores, orphans, samples } from './storage-samples';
import './storage.css';

const nothing = () => undefined;

/** What is stored, what of it is an orphan, and how the chores are. */
export function StorageStates(): ReactNode {
  return (
    <>
      <Panels />
      <Looks />
      <Removals />
      <Retentions />
    </>
  );
}

const pagesOf = <T,>(items: readonly T[], nextCursor: string | null = null) => ({
  pages: [{ items: [...items], nextCursor, total: items.length }],
  pageParams: [undefined],
});

// ---------------------------------------------------------------------------------------------------------------------- panel

const storage = {
  measuredAt: ago(10),
  sizes: [
    { kind: 'datasets' as const, things: 1, bytes: 48_211_000_000 },
    { kind: 'artifacts' as const, things: 34_871, bytes: 9_120_000_000 },
    { kind: 'uploads' as const, things: 0, bytes: 0 },
    { kind: 'log_lines' as const, things: 1_234_567_890, bytes: 98_000_000_000 },
    { kind: 'metric_points' as const, things: 987_654_321, bytes: 12_000_000_000 },
    { kind: 'metadata' as const, things: 9120, bytes: 402_000_000 },
  ],
  chores: [...chores],
};

const projects: readonly Retention[] = [
  {
    projectId: SAMPLE_PROJECT,
    name: 'Churn',
    logRetentionDays: 90,
    metricRetentionDays: 0,
    lines: { at: ago(600), count: 1204, total: 9_876_543 },
    points: null,
  },
  {
    projectId: 'gallery-long',
    name: LONG_NAME,
    logRetentionDays: 1,
    metricRetentionDays: 3650,
    lines: null,
    points: { at: ago(90_000), count: 1, total: 1 },
  },
];

function fill({ client }: Samples): void {
  client.setQueryData(storageQuery.queryKey, storage);
  client.setQueryData(retentionQuery.queryKey, pagesOf(projects));
  client.setQueryData(inventoriesQuery.queryKey, pagesOf([samples.found, samples.removed]));
}

function Panels() {
  const panel = <StoragePanel inventory={undefined} kind={undefined} onOpen={nothing} />;
  return (
    <Specimens title="Storage">
      <Specimen name="Storage" wide>
        <Sampled fill={fill}>{panel}</Sampled>
      </Specimen>
      <Specimen name="Storage: stale" wide>
        <Sampled
          fill={(all) => {
            fill(all);
            all.failAgain(storageQuery.queryKey, storeAway);
            all.failAgain(retentionQuery.queryKey, storeAway);
            all.failAgain(inventoriesQuery.queryKey, storeAway);
          }}
        >
          {panel}
        </Sampled>
      </Specimen>
      <Specimen name="Storage: loading">
        <Sampled>{panel}</Sampled>
      </Specimen>
      <Specimen name="Storage: cannot be read">
        <Sampled
          fill={({ refuse }) => {
            refuse(storageQuery.queryKey, storeAway);
            refuse(retentionQuery.queryKey, storeAway);
            refuse(inventoriesQuery.queryKey, storeAway);
          }}
        >
          {panel}
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

// ---------------------------------------------------------------------------------------------------------------------- looks

const looks: readonly (readonly [name: string, inventories: readonly Inventory[]])[] = [
  ['Orphans: nobody has looked', []],
  ['Orphans: a look begins', [samples.begun]],
  ['Orphans: looking', [samples.looking]],
  ['Orphans: looking, and a store is away', [samples.troubled]],
  ['Orphans: found', [samples.found]],
  ['Orphans: there is none', [samples.clean]],
  ['Orphans: found too long ago', [samples.outdated]],
  ['Orphans: removing', [samples.removing]],
  ['Orphans: removed, with earlier looks', [samples.removed, samples.stopped, samples.clean]],
  ['Orphans: stopped', [samples.stopped]],
  ['Orphans: failed', [samples.failed]],
];

function Looks() {
  return (
    <Specimens title="Looks for orphans">
      {looks.map(([name, inventories]) => (
        <Specimen key={name} name={name} wide>
          <Sampled fill={({ client }) => client.setQueryData(inventoriesQuery.queryKey, pagesOf(inventories))}>
            <OrphansSection onOpen={nothing} />
          </Sampled>
        </Specimen>
      ))}
    </Specimens>
  );
}

// -------------------------------------------------------------------------------------------------------------------- removals

function Removals() {
  const list = <OrphanList inventory={samples.removed} kind={undefined} onKind={nothing} />;
  const key = orphansQuery(samples.removed, undefined).queryKey;
  return (
    <Specimens title="Removals">
      <Specimen name="Removal: asks">
        <Sampled>
          <RemovalForm inventory={samples.found} onClose={nothing} />
        </Sampled>
      </Specimen>
      <Specimen name="Removal: more would go than stay">
        <Sampled>
          <RemovalForm inventory={samples.most} onClose={nothing} />
        </Sampled>
      </Specimen>
      <Specimen name="On record" wide>
        <Sampled fill={({ client }) => client.setQueryData(key, pagesOf(orphans, 'more'))}>{list}</Sampled>
      </Specimen>
      <Specimen name="On record: none">
        <Sampled fill={({ client }) => client.setQueryData(key, pagesOf([]))}>{list}</Sampled>
      </Specimen>
      <Specimen name="On record: loading">
        <Sampled>{list}</Sampled>
      </Specimen>
      <Specimen name="On record: cannot be read">
        <Sampled fill={({ refuse }) => refuse(key, storeAway)}>{list}</Sampled>
      </Specimen>
    </Specimens>
  );
}

// ------------------------------------------------------------------------------------------------------------------- retention

function Retentions() {
  return (
    <Specimens title="Retention">
      <Specimen name="Retention: no project, and no chore is known">
        <Sampled fill={({ client }) => client.setQueryData(retentionQuery.queryKey, pagesOf([]))}>
          <RetentionSection chores={[]} />
        </Sampled>
      </Specimen>
      <Specimen name="Retention: there are more projects" wide>
        <Sampled fill={({ client }) => client.setQueryData(retentionQuery.queryKey, pagesOf(projects, 'more'))}>
          <RetentionSection chores={chores} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
