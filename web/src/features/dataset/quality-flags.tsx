import type { ReactNode } from 'react';
import type { Dataset } from '@/shared/api/types';
import { formatCount, formatPercent } from '@/shared/format/format';
import { Icon } from '@/shared/ui/icon';

/** What to know before one works with it; a dash when nobody looked, as for datasets of an older release. */
export function QualityFlags({ dataset }: { dataset: Dataset }) {
  const { quality, skippedRows } = dataset;
  if (!quality) return <span className="muted">–</span>;
  const flags: ReactNode[] = [];
  if (quality.missingShare > 0) {
    flags.push(
      <span key="missing" className="chip">
        {share(quality.missingShare)} missing
      </span>,
    );
  }
  if (quality.duplicateShare > 0) {
    flags.push(
      <span key="duplicate" className="chip">
        {share(quality.duplicateShare)} duplicates
      </span>,
    );
  }
  if (quality.leaking.length > 0) {
    flags.push(
      <span
        key="leak"
        className="chip chip-warning"
        title={`May give ${dataset.target} away: ${quality.leaking.join(', ')}`}
      >
        <Icon name="warning" size={12} /> leakage?
      </span>,
    );
  }
  if (skippedRows > 0) {
    flags.push(
      <span key="skipped" className="chip chip-warning" title="Bad rows that were left out knowingly">
        {formatCount(skippedRows)} skipped
      </span>,
    );
  }
  return <span className="flags">{flags.length > 0 ? flags : <span className="muted">good</span>}</span>;
}

function share(fraction: number): string {
  return fraction < 0.001 ? '<0.1 %' : formatPercent(fraction, fraction < 0.1 ? 1 : 0);
}
