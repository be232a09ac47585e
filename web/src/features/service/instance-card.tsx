import type { ReactNode } from 'react';
import type { ServiceInstance } from '@/shared/api/types';
import { formatCount, formatDuration, formatPercent, plural } from '@/shared/format/format';
import { useNow } from '@/shared/live/use-now';
import { Card } from '@/shared/ui/page';
import { BreakerState, InstanceState } from '@/shared/ui/status';
import { TimeAgo } from '@/shared/ui/time';

/** The share of failed calls at which a breaker opens. */
const OPENS_AT = 0.5;

/** One instance of an ML service: how it is, what its circuit breaker knows, what it works on. */
export function InstanceCard({ instance: one }: { instance: ServiceInstance }) {
  return (
    <Card className="instance" labelledBy={`instance-${one.instance}`}>
      <div className="row spread">
        <h3 id={`instance-${one.instance}`}>
          {one.service} <code className="muted">{one.instance}</code>
        </h3>
        <InstanceState state={one.state} />
      </div>
      <p className="instance-text">
        {one.stateText}
        {one.nextProbeAt && <NextProbe at={one.nextProbeAt} />}
      </p>
      <dl className="instance-facts">
        <Fact name="Circuit breaker">
          <BreakerState state={one.breakerState} />
        </Fact>
        <Fact name="Failed calls">
          <FailureBar rate={one.failureRate} />
          <span>
            {one.failureRate === null
              ? one.calls === 0
                ? 'no calls yet'
                : `${one.failedCalls} of ${one.calls}, too few for a rate`
              : `${formatPercent(one.failureRate)}, ${one.failedCalls} of the last ${one.calls}`}
          </span>
        </Fact>
        <Fact name="Slots">
          <Slots used={one.slotsInUse} all={one.slots} />
        </Fact>
        <Fact name="Runs">
          {plural(one.running, 'executes', 'execute')} here, {formatCount(one.queued)} wait for {one.service}
        </Fact>
        <Fact name="Retry budget">
          <span className={one.retryBudget > 0 && one.retriesLeft === 0 ? 'tone-warning' : undefined}>
            {one.retryBudget === 0 ? 'not known' : `${one.retriesLeft} of ${one.retryBudget} retries left`}
          </span>
        </Fact>
        <Fact name="Late events refused">{formatCount(one.staleEvents)}</Fact>
        <Fact name="Version">{one.version || 'not known'}</Fact>
        <Fact name="Seen">
          <TimeAgo time={one.seenAt} />
          {one.orchestrators.length > 1 && <span className="muted"> by {one.orchestrators.length} orchestrators</span>}
        </Fact>
      </dl>
      {one.lastError && (
        <p className="instance-error" title={one.lastError}>
          <span className="muted">Last error</span> {one.lastError}
        </p>
      )}
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Counts down to the time at which an open breaker lets a call through. */
function NextProbe({ at }: { at: string }) {
  const now = useNow(true);
  const left = Date.parse(at) - now;
  return <span className="tabular"> {left > 0 ? `Next probe in ${formatDuration(left)}.` : 'It is probed now.'}</span>;
}

function FailureBar({ rate }: { rate: number | null }) {
  const share = rate ?? 0;
  const tone = share >= OPENS_AT ? 'error' : share > 0 ? 'warning' : 'success';
  return (
    <span className="failure-bar" aria-hidden="true" title={`The breaker opens at ${formatPercent(OPENS_AT)}`}>
      <i className={`tone-${tone}`} style={{ width: `${Math.min(1, share) * 100}%` }} />
      <b style={{ left: `${OPENS_AT * 100}%` }} />
    </span>
  );
}

function Slots({ used, all }: { used: number; all: number }) {
  return (
    <span className="slots">
      <span aria-hidden="true" className="slot-marks">
        {Array.from({ length: Math.min(all, 16) }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots are alike and never move
          <i key={at} className={at < used ? 'used' : undefined} />
        ))}
      </span>
      {used} of {all} in use
    </span>
  );
}
