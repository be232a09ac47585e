import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Run } from '@/shared/api/types';
import { formatBytes, plural } from '@/shared/format/format';
import { CopyButton } from '@/shared/ui/copy-button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Card, Facts } from '@/shared/ui/page';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { environmentQuery } from './queries';
import { isActive, isWaiting } from './rules';

/** See contracts/environment.schema.json. */
export interface Environment {
  service: string;
  host: string;
  system: string;
  python: { version: string; implementation: string };
  command: string;
  image: string | null;
  git: { commit: string; branch: string | null; dirty: boolean | null } | null;
  cpu: { model: string | null; cores: number | null; threads: number | null };
  memoryBytes: number;
  gpus: { name: string; memoryBytes: number; driver: string }[];
  packages: { name: string; version: string }[];
  packagesLeftOut?: number;
}

const RETRY_MS = 5000;

/** Where the newest attempt executes: code, packages and machine. */
export function EnvironmentCard({ run }: { run: Run }): ReactNode {
  const active = isActive(run);
  const found = useQuery({
    ...environmentQuery(run.id, run.attempt),
    refetchInterval: (query) => (active && !query.state.data ? RETRY_MS : false),
  });
  return (
    <Card title="Environment">
      {found.isPending && <Skeleton rows={4} />}
      {found.isError && <ProblemView error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess &&
        (found.data ? (
          <Shown environment={found.data} />
        ) : (
          <p className="muted">
            {isWaiting(run)
              ? 'Known as soon as an ML service begins.'
              : active
                ? 'The ML service has not told it yet.'
                : 'The ML service of this run did not tell it.'}
          </p>
        ))}
    </Card>
  );
}

function Shown({ environment }: { environment: Environment }) {
  const { git, cpu, gpus, python } = environment;
  const facts: [string, ReactNode][] = [];
  if (git) {
    facts.push([
      'Git commit',
      <span key="git" className="row">
        <code title={git.commit}>{git.commit.slice(0, 12)}</code>
        {git.branch && <span className="muted">{git.branch}</span>}
        {git.dirty && <span className="chip tone-warning">changed since</span>}
        <CopyButton text={git.commit} label="Copy commit" />
      </span>,
    ]);
  } else {
    facts.push(['Git commit', <span key="git">the code was not run from a repository</span>]);
  }
  if (environment.image) facts.push(['Image', <code key="image">{environment.image}</code>]);
  facts.push(['Python', `${python.version} (${python.implementation})`]);
  facts.push(['Host', environment.host]);
  facts.push(['System', environment.system]);
  facts.push([
    'CPU',
    [cpu.model, cpu.threads === null ? null : plural(cpu.threads, 'thread')].filter(Boolean).join(' · ') || 'unknown',
  ]);
  facts.push(['Memory', formatBytes(environment.memoryBytes)]);
  facts.push([
    'GPU',
    gpus.length === 0 ? 'none' : gpus.map((gpu) => `${gpu.name} (${formatBytes(gpu.memoryBytes)})`).join(', '),
  ]);
  facts.push(['Command', <code key="command">{environment.command}</code>]);
  return (
    <div className="stack">
      <Facts items={facts} />
      <Packages environment={environment} />
    </div>
  );
}

function Packages({ environment }: { environment: Environment }) {
  const [search, setSearch] = useState('');
  const shown = environment.packages.filter((one) => one.name.toLowerCase().includes(search.toLowerCase()));
  const text = environment.packages.map((one) => `${one.name}==${one.version}`).join('\n');
  return (
    <details>
      <summary>
        {plural(environment.packages.length, 'package')}
        {environment.packagesLeftOut ? ` and ${environment.packagesLeftOut} that did not fit` : ''}
      </summary>
      <div className="stack">
        <div className="row spread">
          <input
            type="search"
            className="input"
            aria-label="Find a package"
            placeholder="Find a package"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <CopyButton text={text} label="Copy as requirements" withText />
        </div>
        <ScrollRegion className="trace-text" label="Packages">
          <pre>{shown.map((one) => `${one.name}==${one.version}`).join('\n')}</pre>
        </ScrollRegion>
      </div>
    </details>
  );
}
