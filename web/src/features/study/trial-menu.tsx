import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Study } from '@/shared/api/types';
import { IconButton } from '@/shared/ui/button';
import { copyText } from '@/shared/ui/copy-button';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { launchSearch, launchWords } from './launch';
import { cancelRun, enqueueTrials, pruneTrial } from './study-api';
import { isOpen } from './study-words';
import type { Trial } from './trial-store';
import { useStudyAction } from './use-study-action';

/** What can be done with one trial. */
export function TrialMenu({ study, trial }: { study: Study; trial: Trial }): ReactNode {
  const navigate = useNavigate();
  const step = useStudyAction(study.run.id);
  const { number, runId, parameters } = trial;
  const { projectId } = study.run;
  const name = `Trial ${number}`;
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={280}>
      <Menu.Target>
        <IconButton icon="more" label={`Actions of trial ${number}`} className="icon-button-small" />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => void navigate({ to: '/projects/$projectId/runs/$runId', params: { projectId, runId } })}
        >
          Open its run
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            void navigate({
              to: '/projects/$projectId/new',
              params: { projectId },
              search: launchSearch(study, parameters),
            })
          }
        >
          {launchWords(study)}
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            void copyText(JSON.stringify(parameters, null, 2)).then(
              () => toastSuccess(`The parameters of trial ${number} are copied`),
              (problem: unknown) => toastProblem('Nothing was copied', problem),
            )
          }
        >
          Copy its parameters
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            void navigate({
              to: '.',
              search: (known: object) => ({ ...known, tab: 'log', of: number }),
              resetScroll: false,
            } as never)
          }
        >
          Show what the log says of it
        </Menu.Item>
        {isOpen(study) && (
          <Menu.Item
            onClick={() =>
              step.mutate({
                act: () => enqueueTrials(study.run.id, [parameters]),
                failed: `${name} was not enqueued again`,
                done: `The parameters of trial ${number} come next`,
              })
            }
          >
            Enqueue the same parameters
          </Menu.Item>
        )}
        {trial.state === 'running' && (
          <>
            <Menu.Divider />
            <Menu.Item
              onClick={() =>
                step.mutate({ act: () => pruneTrial(study.run.id, number), failed: `${name} was not pruned` })
              }
            >
              <strong>Prune</strong>
              <div className="muted small">It is not worth going on: ends at once, and counts as pruned.</div>
            </Menu.Item>
            <Menu.Item
              onClick={() =>
                step.mutate({ act: () => cancelRun(runId, 'graceful'), failed: `${name} was not stopped` })
              }
            >
              <strong>Stop gracefully</strong>
              <div className="muted small">Ends soon, and counts as cancelled if it has no result.</div>
            </Menu.Item>
            <Menu.Item
              onClick={() => step.mutate({ act: () => cancelRun(runId, 'kill'), failed: `${name} was not killed` })}
            >
              <strong className="tone-error">Kill</strong>
              <div className="muted small">Ends at once, and counts as cancelled.</div>
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
