import type { ReactNode } from 'react';
import { Icon, type IconName } from '@/shared/ui/icon';
import { ProgressBar } from '@/shared/ui/progress-bar';
import './upload.css';

/** A file on its way, or what has become of one: its name, how far it is, and what can be done with it. */
export function FileRow({
  icon,
  name,
  words,
  tone = 'muted',
  progress,
  actions,
  children,
}: {
  icon?: IconName;
  name: string;
  /** How far it is. */
  words: ReactNode;
  tone?: 'muted' | 'error';
  /** Absent while nothing is on its way. */
  progress?: { label: string; fraction: number };
  actions?: ReactNode;
  /** More of it, below its name. */
  children?: ReactNode;
}): ReactNode {
  return (
    <div className="upload-head">
      {icon && <Icon name={icon} />}
      <div className="grow">
        <div className="row spread">
          <strong className="ellipsis">{name}</strong>
          <span className={`tabular ${tone === 'error' ? 'tone-error' : 'muted'}`}>{words}</span>
        </div>
        {progress && <ProgressBar label={progress.label} fraction={progress.fraction} />}
        {children}
      </div>
      {actions}
    </div>
  );
}
