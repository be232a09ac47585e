import { Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Study } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { Icon } from '@/shared/ui/icon';
import { cancelRun, steerStudy } from './study-api';
import { isOpen, isOver } from './study-words';
import { useStudyAction } from './use-study-action';

const ChangeDialog = lazy(() => import('./change-dialog').then((module) => ({ default: module.ChangeDialog })));
const EnqueueDialog = lazy(() => import('./enqueue-dialog').then((module) => ({ default: module.EnqueueDialog })));

/** Everything that can be done with a study that goes on, and a new one like it. */
export function StudySteering({ study }: { study: Study }): ReactNode {
  const [dialog, setDialog] = useState<'change' | 'enqueue'>();
  const { id, projectId } = study.run;
  const close = () => setDialog(undefined);
  return (
    <div className="page-actions">
      {isOpen(study) && <PauseButton study={study} />}
      {isOpen(study) && (
        <>
          <Button icon="settings" onClick={() => setDialog('change')}>
            Extend…
          </Button>
          <Button icon="plus" onClick={() => setDialog('enqueue')}>
            Enqueue…
          </Button>
        </>
      )}
      {!isOver(study) && <StopStudyMenu study={study} />}
      <Link
        to="/projects/$projectId/new"
        params={{ projectId }}
        search={{ kind: 'study', from: id }}
        className="button button-default"
      >
        Clone
      </Link>
      <Suspense>
        {dialog === 'change' && <ChangeDialog study={study} onClose={close} />}
        {dialog === 'enqueue' && <EnqueueDialog study={study} onClose={close} />}
      </Suspense>
    </div>
  );
}

function PauseButton({ study }: { study: Study }) {
  const step = useStudyAction(study.run.id);
  const { paused } = study;
  return (
    <Button
      icon={paused ? 'play' : 'pause'}
      busy={step.isPending}
      title={paused ? 'Trials begin again' : 'No trial begins until it is resumed; those that run go on'}
      onClick={() =>
        step.mutate({
          act: () => steerStudy(study.run.id, paused ? 'resume' : 'pause'),
          failed: paused ? 'The study was not resumed' : 'The study was not paused',
        })
      }
    >
      {paused ? 'Resume' : 'Pause'}
    </Button>
  );
}

function StopStudyMenu({ study }: { study: Study }) {
  const step = useStudyAction(study.run.id);
  const { id, status } = study.run;
  const isCancelling = status === 'cancelling';
  const cancel = (mode: 'graceful' | 'kill') =>
    step.mutate({ act: () => cancelRun(id, mode), failed: 'The study was not cancelled' });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={320}>
      <Menu.Target>
        <button type="button" className="button button-danger" disabled={step.isPending}>
          <Icon name="stop" />
          <span>{step.isPending ? 'Stopping…' : 'Stop'}</span>
          <Icon name="chevronDown" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {!study.stopping && !isCancelling && (
          <Menu.Item
            onClick={() => step.mutate({ act: () => steerStudy(id, 'stop'), failed: 'The study was not stopped' })}
          >
            <strong>Stop, let trials finish</strong>
            <div className="muted small">No trial begins any more; the study succeeds with what it has.</div>
          </Menu.Item>
        )}
        {!isCancelling && (
          <Menu.Item onClick={() => cancel('graceful')}>
            <strong>Cancel</strong>
            <div className="muted small">The trials that run are asked to end soon; what has completed stays.</div>
          </Menu.Item>
        )}
        <Menu.Item onClick={() => cancel('kill')}>
          <strong className="tone-error">Kill</strong>
          <div className="muted small">The trials that run end at once; what has completed stays.</div>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
