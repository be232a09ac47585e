import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Algorithm } from '@/shared/api/types';
import { Banner, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError } from '@/shared/ui/field';

/** What the ML services offer, one of which is chosen. */
export function MethodCards({
  label,
  name = 'algorithm',
  algorithms,
  offered,
  chosen,
  error,
  none,
  onChoose,
}: {
  label: string;
  /** Another one for each choice of a form. */
  name?: string;
  algorithms: UseQueryResult<{ items: Algorithm[] }>;
  /** Of all of them, those that fit. */
  offered: readonly Algorithm[];
  chosen: string | undefined;
  error: string | undefined;
  /** What is said when none fits. */
  none: string;
  onChoose: (algorithm: string) => void;
}): ReactNode {
  if (algorithms.isPending) return <Skeleton rows={2} height={64} />;
  if (algorithms.isError) return <ProblemView error={algorithms.error} onRetry={() => void algorithms.refetch()} />;
  if (offered.length === 0) {
    return (
      <Banner tone="warning">
        {none} <Link to="/system">Look at the services</Link>
      </Banner>
    );
  }
  return (
    <fieldset className="field">
      <legend className="visually-hidden">{label}</legend>
      <div className="methods">
        {offered.map((one) => (
          <label
            key={one.name}
            className={`method${one.name === chosen ? ' chosen' : ''}${one.available ? '' : ' unavailable'}`}
          >
            <input
              type="radio"
              name={name}
              value={one.name}
              aria-label={one.title}
              aria-describedby={`method-${one.name}`}
              checked={one.name === chosen}
              disabled={!one.available}
              onChange={() => onChoose(one.name)}
            />
            <strong>{one.title}</strong>
            <span className="muted small" id={`method-${one.name}`}>
              {one.available ? one.description : `The service ${one.service} is down.`}
            </span>
          </label>
        ))}
      </div>
      {error && <FieldError text={error} />}
    </fieldset>
  );
}
