import { Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { memo, type ReactNode, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { ChartQuery } from '@/shared/api/types';
import { LivePoints } from '@/shared/chart/live-points';
import { formatCount } from '@/shared/format/format';
import { followTopic } from '@/shared/stream/use-stream';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Toggle } from '@/shared/ui/field';
import { metricKeysQuery } from './chart-api';
import { ChartCard, type ChartPage, type ChartSpec } from './chart-card';
import type { ChartRun, RunGroup } from './chart-lines';
import { ChartOptions } from './chart-options';
import {
  type BoardSettings,
  boardOf,
  type ChartSearch,
  changeChart,
  changeSection,
  isSynced,
  type SettingsChange,
  setOf,
  setSynced,
  settingsOf,
} from './chart-settings';
import { Crosshair, Highlight } from './crosshair';
import { NearView, useNearMargin } from './near-view';
import { matcherOf, moveTo, ordered, type Section, sectionsOf } from './sections';
import './metric.css';

const SEARCH_AFTER_MS = 300;
const AGAIN_MS = 1000;

export interface ChartBoardProps {
  runs: readonly ChartRun[];
  groups?: readonly RunGroup[];
  /** Which metrics are here. */
  accepts?: (key: string) => boolean;
  /** What every chart begins with. */
  base?: SettingsChange;
  openRun?: ChartPage['openRun'];
  jumpLogs?: ChartPage['jumpLogs'];
  onTime?: ChartPage['onTime'];
  alertMe?: ChartPage['alertMe'];
  highlight?: Highlight;
  /** Beside the search. */
  tools?: ReactNode;
  /** What is shown while there is no metric. */
  empty: ReactNode;
}

/** All charts of some runs: sections, search, order, pins; the whole of it is in the address. */
export const ChartBoard = memo(function ChartBoard({
  runs,
  groups,
  accepts,
  base,
  openRun,
  jumpLogs,
  onTime,
  alertMe,
  highlight,
  tools,
  empty,
}: ChartBoardProps): ReactNode {
  const { search, setSearch, board, setBoard } = useChartSearch();
  const page = useChartPage(runs, { openRun, jumpLogs, onTime, alertMe, highlight });
  const keys = useMetricKeys(runs);
  const metricKeys = useMemo(() => keys.data?.map((one) => one.key) ?? [], [keys.data]);
  const [text, setText] = useSearchText(search.metrics, (metrics) => setSearch({ metrics }));
  const sought = useDeferredValue(text);
  const matcher = useMemo(() => matcherOf(sought), [sought]);
  const shownKeys = useMemo(
    () => metricKeys.filter((key) => (!accepts || accepts(key)) && matcher.matches(key)),
    [metricKeys, accepts, matcher],
  );
  const sections = useMemo(() => sectionsOf(shownKeys), [shownKeys]);
  const all = useMemo(() => sectionsOf(metricKeys), [metricKeys]);
  const pinned = search.pinned ?? [];
  const margin = useNearMargin(search.columns);
  if (keys.error) return <ProblemView error={keys.error} onRetry={() => void keys.refetch()} />;
  if (!keys.data) return <Skeleton rows={2} height={260} />;
  if (accepts ? !metricKeys.some(accepts) : metricKeys.length === 0) return empty;

  const idsOf = (section: string) => all.find((one) => one.name === section)?.charts.map((chart) => chart.id) ?? [];
  const card = (section: Section, chart: ChartSpec, full = false) => {
    const isPinned = pinned.includes(chart.id);
    const among = ordered(section.charts, search.order);
    const at = among.findIndex((one) => one.id === chart.id);
    const move = (place: number) => setSearch({ order: moveTo(section.charts, search.order, chart.id, place) });
    const settings = settingsOf(board, section.name, chart.id, base);
    return (
      <ChartCard
        key={chart.id}
        page={page}
        chart={full || isPinned ? { ...chart, title: chart.id } : chart}
        runs={runs}
        groups={groups}
        settings={settings}
        change={(change) =>
          setBoard((known) => changeChart(known, section.name, chart.id, idsOf(section.name), change), 'zoom' in change)
        }
        axis={isSynced(board, section.name) ? settings.x : `${chart.id} ${settings.x}`}
        metricKeys={metricKeys}
        tall={full}
        place={
          full
            ? undefined
            : {
                pinned: isPinned,
                onPin: () =>
                  setSearch({ pinned: isPinned ? pinned.filter((id) => id !== chart.id) : [...pinned, chart.id] }),
                onMove: isPinned ? undefined : (by) => move(at + by),
                onFull: () => setSearch({ full: chart.id }, true),
                onDragStart: (event) => event.dataTransfer.setData('text/x-chart', chart.id),
              }
        }
      />
    );
  };
  const homeOf = (id: string) => {
    for (const section of all) {
      const chart = section.charts.find((one) => one.id === id);
      if (chart) return { section, chart };
    }
    return undefined;
  };
  const grid = (section: Section, charts: readonly ChartSpec[], canDrop: boolean) => (
    <div className="charts-grid" data-columns={search.columns}>
      {charts.map((chart, place) => (
        <NearView
          key={chart.id}
          margin={margin}
          onDrop={canDrop ? (id) => setSearch({ order: moveTo(section.charts, search.order, id, place) }) : undefined}
        >
          {card(homeOf(chart.id)?.section ?? section, chart)}
        </NearView>
      ))}
    </div>
  );
  const pins = pinned.flatMap((id) => (shownKeys.includes(id) ? (homeOf(id)?.chart ?? []) : []));
  const full = search.full === undefined ? undefined : homeOf(search.full);
  return (
    <div className="stack chart-board">
      <div className="chart-bar">
        <input
          className="input chart-search"
          type="search"
          aria-label="Find metrics by a regular expression"
          placeholder="Find metrics: val/auc, ^train/, loss|acc"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="muted small" role="status">
          {text === ''
            ? `${formatCount(shownKeys.length)} metrics`
            : `${formatCount(shownKeys.length)} of ${formatCount(metricKeys.length)} metrics`}
          {!matcher.isPattern && ' · not a regular expression, looked for as text'}
        </span>
        <span className="grow" />
        {tools}
        <label className="chart-columns">
          <span>Columns</span>
          <select
            className="input select"
            value={search.columns ?? ''}
            onChange={(event) => setSearch({ columns: Number(event.target.value) || undefined })}
          >
            <option value="">Auto</option>
            {[1, 2, 3, 4].map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </select>
        </label>
      </div>
      {shownKeys.length === 0 && (
        <p className="muted">
          No metric matches “{text}”.{' '}
          <button type="button" className="link-button" onClick={() => setText('')}>
            Show all
          </button>
        </p>
      )}
      {pins.length > 0 && (
        <section className="chart-section" aria-label="Pinned">
          <h2 className="section-title">Pinned</h2>
          {grid({ name: 'Pinned', charts: pins }, pins, false)}
        </section>
      )}
      {sections.map((section) => {
        const charts = ordered(section.charts, search.order).filter((chart) => !pinned.includes(chart.id));
        if (charts.length === 0) return null;
        const ids = idsOf(section.name);
        return (
          <section key={section.name} className="chart-section" aria-label={section.name}>
            <div className="chart-section-head">
              <h2 className="section-title">{section.name}</h2>
              <span className="muted small">{formatCount(section.charts.length)}</span>
              <span className="grow" />
              <Toggle
                label="Sync"
                checked={isSynced(board, section.name)}
                onChange={(synced) => setBoard((known) => setSynced(known, section.name, ids, synced))}
              />
              <ChartOptions
                title={section.name}
                settings={settingsOf(board, section.name, '', base)}
                change={(change) => setBoard((known) => changeSection(known, section.name, ids, change))}
                metricKeys={metricKeys}
                canAggregate={runs.length > 1}
                forSection
              />
            </div>
            {grid(section, charts, true)}
          </section>
        );
      })}
      {full && (
        <Modal
          opened
          fullScreen
          onClose={() => setSearch({ full: undefined })}
          title={full.chart.id}
          transitionProps={{ duration: 0 }}
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          {card(full.section, full.chart, true)}
        </Modal>
      )}
    </div>
  );
});

/** What the address says about charts, and how to change it. */
export function useChartSearch() {
  const search = useSearch({ strict: false }) as ChartSearch;
  const navigate = useNavigate();
  const setSearch = useCallback(
    (change: Partial<ChartSearch> | ((known: ChartSearch) => Partial<ChartSearch>), remember = false) => {
      void navigate({
        to: '.',
        search: (known: ChartSearch) => ({ ...known, ...(typeof change === 'function' ? change(known) : change) }),
        hash: true,
        replace: !remember,
        resetScroll: false,
      } as never);
    },
    [navigate],
  );
  const board = useMemo(() => boardOf(search.set), [search.set]);
  const setBoard = useCallback(
    (change: (known: BoardSettings) => BoardSettings, remember = false) =>
      setSearch((known) => ({ set: setOf(change(boardOf(known.set))) }), remember),
    [setSearch],
  );
  return { search, setSearch, board, setBoard };
}

/** What the charts of a page share; follows the runs to which points may still come. */
export function useChartPage(
  runs: readonly ChartRun[],
  {
    openRun,
    jumpLogs,
    onTime,
    alertMe,
    highlight,
  }: Pick<ChartPage, 'openRun' | 'jumpLogs' | 'onTime' | 'alertMe'> & { highlight?: Highlight },
): ChartPage {
  const client = useQueryClient();
  const [shared] = useState(() => ({
    live: new LivePoints(followTopic),
    crosshair: new Crosshair(),
    highlight: new Highlight(),
  }));
  const liveKey = runs
    .filter((run) => run.live)
    .map((run) => run.id)
    .join();
  useEffect(() => {
    const { live } = shared;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lost = new Set<string>();
    const offAgain = live.onAgain((runId) => {
      lost.add(runId);
      timer ??= setTimeout(() => {
        timer = undefined;
        const runIds = new Set(lost);
        lost.clear();
        void client.invalidateQueries({
          queryKey: ['chart'],
          predicate: ({ queryKey }) => (queryKey[1] as ChartQuery).runIds.some((id) => runIds.has(id)),
        });
      }, AGAIN_MS);
    });
    let keysTimer: ReturnType<typeof setTimeout> | undefined;
    const offKeys = live.onKeys(() => {
      keysTimer ??= setTimeout(() => {
        keysTimer = undefined;
        void client.invalidateQueries({ queryKey: ['metric-keys'] });
      }, AGAIN_MS);
    });
    return () => {
      offAgain();
      offKeys();
      clearTimeout(timer);
      clearTimeout(keysTimer);
    };
  }, [shared, client]);
  useEffect(() => {
    shared.live.setRuns(liveKey === '' ? [] : liveKey.split(','));
  }, [shared, liveKey]);
  useEffect(() => () => shared.live.setRuns([]), [shared]);
  return useMemo(
    () => ({ ...shared, highlight: highlight ?? shared.highlight, openRun, jumpLogs, onTime, alertMe }),
    [shared, highlight, openRun, jumpLogs, onTime, alertMe],
  );
}

/** The metrics of the runs that are looked at; those that only the baseline logged are not among them. */
export function useMetricKeys(runs: readonly ChartRun[]) {
  const own = runs.filter((run) => !run.baseline);
  const asked = (own.length > 0 ? own : runs).map((run) => run.id);
  const query = useQuery(metricKeysQuery(asked));
  return { data: query.data, error: query.data ? undefined : query.error, refetch: query.refetch };
}

/** The text of the search at once, and in the address a moment later. */
function useSearchText(
  kept: string | undefined,
  keep: (text: string | undefined) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(kept ?? '');
  const tell = useRef(keep);
  tell.current = keep;
  const told = useRef(kept ?? '');
  useEffect(() => {
    // The address was changed by somebody else: a link, or a step back.
    if ((kept ?? '') === told.current) return;
    told.current = kept ?? '';
    setText(kept ?? '');
  }, [kept]);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      tell.current(text === '' ? undefined : text);
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}
