import type { ReactNode } from 'react';
import { ApiError, networkProblem, problemFrom } from '@/shared/api/problem';
import { BIDI_NAME, LONG_NAME, sampleProblem, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { Button } from '@/shared/ui/button';
import { Banner, EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { NotFound } from '@/shared/ui/not-found';
import { ToastCard } from '@/shared/ui/toasts';
import { NotFoundPage } from '../not-found-page';
import { RouteError } from '../route-error';

const nothing = () => undefined;
const MISSING = '01a00000-0000-7000-8000-000000000000';

export function Feedback(): ReactNode {
  return (
    <>
      <Specimens title="Banners">
        <Specimen name="Banner: info">
          <Banner tone="info">Only admins of the project can change its settings.</Banner>
        </Specimen>
        <Specimen name="Banner: success">
          <Banner tone="success">The token is made.</Banner>
        </Specimen>
        <Specimen name="Banner: warning">
          <Banner tone="warning">The numbers are those of 14:03:22.</Banner>
        </Specimen>
        <Specimen name="Banner: error">
          <Banner tone="error">Nothing was stored.</Banner>
        </Specimen>
        <Specimen name="Banner with a button and a long name">
          <Banner tone="warning">
            <div className="row spread">
              <span style={{ overflowWrap: 'anywhere' }}>{LONG_NAME} was not read to its end.</span>
              <Button>Read it again</Button>
            </div>
          </Banner>
        </Specimen>
      </Specimens>
      <Specimens title="Problems">
        <Specimen name="Problem: a store is away, what was read is kept">
          <ProblemView error={storeAway} kept="What was read before is shown below." onRetry={nothing} />
        </Specimen>
        <Specimen name="Problem: no role">
          <ProblemView error={sampleProblem(403, 'auth.forbidden', 'Not allowed', 'This needs the role editor.')} />
        </Specimen>
        <Specimen name="Problem: another state than expected">
          <ProblemView
            error={sampleProblem(
              409,
              'run.illegal_action',
              'Not in this state',
              'The run is succeeded; it can be cancelled while it is queued, starting or running.',
            )}
          />
        </Specimen>
        <Specimen name="Problem: too much at once">
          <ProblemView
            error={sampleProblem(429, 'auth.too_many_attempts', 'Too many attempts', 'Try again in 30 s.')}
            action={<Button disabled>Try again in 30 s</Button>}
          />
        </Specimen>
        <Specimen name="Problem: no answer">
          <ProblemView error={new ApiError(networkProblem())} onRetry={nothing} />
        </Specimen>
        <Specimen name="Problem: an answer that is none">
          <ProblemView error={new ApiError(problemFrom(502, '<html>'))} onRetry={nothing} />
        </Specimen>
        <Specimen name="Problem: this page met an error">
          <ProblemView error={new RangeError('Invalid array length')} />
        </Specimen>
        <Specimen name="Problem with long and turned names">
          <ProblemView
            error={sampleProblem(422, 'dataset.malformed', LONG_NAME, `${BIDI_NAME} has a row too many.`)}
            onRetry={nothing}
          />
        </Specimen>
      </Specimens>
      <Specimens title="Loading and empty">
        <Specimen name="Loading">
          <Skeleton rows={4} />
        </Specimen>
        <Specimen name="Empty, with the next step">
          <EmptyState icon="data" title="No data yet" action={<Button kind="primary">Upload a table</Button>}>
            A table is what a training learns from.
          </EmptyState>
        </Specimen>
        <Specimen name="Empty, and all is well">
          <EmptyState icon="check" title="Nothing is unread" />
        </Specimen>
        <Specimen name="Nothing matches">
          <EmptyState icon="search" title="No dataset matches" action={<Button>Clear the filter</Button>}>
            Nothing is called “{LONG_NAME}”.
          </EmptyState>
        </Specimen>
      </Specimens>
      <Specimens title="Error pages">
        <Specimen name="No such run">
          <NotFound what="run" id={MISSING} action={<Button kind="primary">Show all runs</Button>} />
        </Specimen>
        <Specimen name="No such project">
          <NotFound what="project" id={MISSING} action={<Button kind="primary">Show my projects</Button>} />
        </Specimen>
        <Specimen name="No such page">
          <NotFoundPage />
        </Specimen>
        <Specimen name="A page that failed">
          <RouteError error={storeAway} reset={nothing} />
        </Specimen>
      </Specimens>
      <Specimens title="Messages">
        <Specimen name="Message: done">
          <ToastCard toast={{ id: -1, tone: 'success', text: 'The token is revoked' }} still />
        </Specimen>
        <Specimen name="Message: done, and can be taken back">
          <ToastCard toast={{ id: -2, tone: 'success', text: 'Grace has no role here now', undo: nothing }} still />
        </Specimen>
        <Specimen name="Message: failed">
          <ToastCard
            toast={{ id: -3, tone: 'error', text: 'The run was not stopped. It has ended.', details: 'trace' }}
            still
          />
        </Specimen>
        <Specimen name="Message with a long name">
          <ToastCard toast={{ id: -4, tone: 'success', text: `The view “${LONG_NAME}” is kept` }} still />
        </Specimen>
      </Specimens>
    </>
  );
}
