import { Popover } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { IconButton } from '@/shared/ui/button';
import { Segmented, SelectField, TextField, Toggle } from '@/shared/ui/field';
import {
  type Aggregate,
  type ChartSettings,
  MOST_SMOOTHING,
  type SettingsChange,
  type SmoothingKind,
  type XAxis,
  type YScale,
} from './chart-settings';

const AFTER_MS = 150;
const FIRST_AMOUNT = 0.6;

/** Everything that can be chosen about how a chart is drawn, for one chart or for those of a section. */
export function ChartOptions({
  title,
  settings,
  change,
  metricKeys,
  canAggregate,
  bucket,
  forSection = false,
}: {
  title: string;
  settings: ChartSettings;
  change: (change: SettingsChange) => void;
  metricKeys: readonly string[];
  /** There is more than one run. */
  canAggregate: boolean;
  bucket?: string;
  forSection?: boolean;
}): ReactNode {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      transitionProps={{ duration: 0 }}
      trapFocus
      returnFocus
      width={300}
      withinPortal
    >
      <Popover.Target>
        <IconButton
          icon="settings"
          label={forSection ? `View of all charts in ${title}` : `View of ${title}`}
          className="icon-button-small"
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        />
      </Popover.Target>
      <Popover.Dropdown className="chart-options">
        <XField settings={settings} change={change} metricKeys={metricKeys} />
        <Segmented
          label="Y axis"
          value={settings.y}
          options={[
            { value: 'linear', label: 'Linear' },
            { value: 'log', label: 'Log' },
            { value: 'symlog', label: 'Symlog' },
          ]}
          onChange={(y) => change({ y: y as YScale, zoomY: undefined })}
        />
        <SmoothingField settings={settings} change={change} />
        <Toggle
          label="Clip outliers to p1–p99"
          checked={settings.clip}
          onChange={(clip) => change({ clip, zoomY: undefined })}
        />
        {canAggregate && <AggregateField settings={settings} change={change} />}
        <Toggle
          label="Legend"
          checked={!settings.noLegend}
          onChange={(on) => change({ noLegend: on ? undefined : true })}
        />
        {!settings.noLegend && <LegendField settings={settings} change={change} />}
        {bucket && <p className="muted small">{bucket}</p>}
      </Popover.Dropdown>
    </Popover>
  );
}

interface PartProps {
  settings: ChartSettings;
  change: (change: SettingsChange) => void;
}

function XField({ settings, change, metricKeys }: PartProps & { metricKeys: readonly string[] }) {
  const own = settings.x.startsWith('metric:') ? settings.x.slice('metric:'.length) : undefined;
  const keys = own && !metricKeys.includes(own) ? [own, ...metricKeys] : metricKeys;
  return (
    <SelectField
      label="X axis"
      value={settings.x}
      // A range of one axis means nothing on another.
      onChange={(x) => change({ x: x as XAxis, zoom: undefined })}
      options={[
        { value: 'step', label: 'Step' },
        { value: 'epoch', label: 'Epoch' },
        { value: 'relative', label: 'Relative time' },
        { value: 'wall', label: 'Wall clock' },
        ...keys.map((key) => ({ value: `metric:${key}`, label: `Metric: ${key}` })),
      ]}
    />
  );
}

function SmoothingField({ settings, change }: PartProps) {
  const { smoothing } = settings;
  const [amount, setAmount] = useDelayed(smoothing?.amount ?? FIRST_AMOUNT, (next) => {
    if (smoothing) change({ smoothing: { ...smoothing, amount: next } });
  });
  const set = (text: string) => {
    const number = Number(text);
    if (text !== '' && number >= 0 && number <= MOST_SMOOTHING) setAmount(number);
  };
  return (
    <>
      <SelectField
        label="Smoothing"
        value={smoothing?.kind ?? 'off'}
        onChange={(kind) => change({ smoothing: kind === 'off' ? undefined : { kind: kind as SmoothingKind, amount } })}
        options={[
          { value: 'off', label: 'Off' },
          { value: 'twema', label: 'Time-weighted EMA' },
          { value: 'gaussian', label: 'Gaussian' },
          { value: 'running_mean', label: 'Running mean' },
        ]}
      />
      {smoothing && (
        <div className="chart-amount">
          <input
            type="range"
            aria-label="Smoothing amount"
            min={0}
            max={MOST_SMOOTHING}
            step={0.001}
            value={amount}
            onChange={(event) => set(event.target.value)}
          />
          <input
            type="number"
            className="input"
            aria-label="Smoothing amount as a number"
            min={0}
            max={MOST_SMOOTHING}
            step={0.001}
            value={amount}
            onChange={(event) => set(event.target.value)}
          />
        </div>
      )}
    </>
  );
}

function AggregateField({ settings, change }: PartProps) {
  const { aggregate } = settings;
  return (
    <>
      <SelectField
        label="Runs together"
        value={aggregate?.centre ?? 'none'}
        onChange={(centre) =>
          change({
            aggregate:
              centre === 'none' ? undefined : { centre: centre as Aggregate['centre'], band: aggregate?.band ?? 'std' },
          })
        }
        options={[
          { value: 'none', label: 'A line for each run' },
          { value: 'mean', label: 'Mean' },
          { value: 'median', label: 'Median' },
        ]}
      />
      {aggregate && (
        <SelectField
          label="Band"
          value={aggregate.band}
          onChange={(band) => change({ aggregate: { ...aggregate, band: band as Aggregate['band'] } })}
          options={[
            { value: 'std', label: '± standard deviation' },
            { value: 'stderr', label: '± standard error' },
            { value: 'min_max', label: 'Min to max' },
            { value: 'ci95', label: '95 % confidence interval' },
          ]}
        />
      )}
    </>
  );
}

function LegendField({ settings, change }: PartProps) {
  const [text, setText] = useDelayed(settings.legend ?? '', (next) => change({ legend: next || undefined }));
  return (
    <TextField
      label="Legend text"
      help="{run}, {metric} and {last} are filled in."
      placeholder="{run}"
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

/** Shows at once what was chosen, and tells it a moment after the last change. */
function useDelayed<T>(value: T, tell: (value: T) => void): [T, (value: T) => void] {
  const [own, setOwn] = useState<{ value: T } | undefined>();
  useEffect(() => {
    if (!own) return;
    const timer = setTimeout(() => {
      tell(own.value);
      setOwn(undefined);
    }, AFTER_MS);
    return () => clearTimeout(timer);
  });
  return [own ? own.value : value, (next) => setOwn({ value: next })];
}
