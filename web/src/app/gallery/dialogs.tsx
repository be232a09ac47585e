import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { AlertDialog } from '@/features/notification';
import { Sampled } from '@/shared/gallery/sampled';
import { LONG_NAME, SAMPLE_PROJECT, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens } from '@/shared/gallery/specimen';
import { Button } from '@/shared/ui/button';
import { ConfirmDialog, Dialog } from '@/shared/ui/dialog';
import { ProblemView } from '@/shared/ui/feedback';
import { Segmented, TextField } from '@/shared/ui/field';
import type { GallerySearch } from './gallery-search';

interface DialogState {
  name: string;
  word: string;
  show: (close: () => void) => ReactNode;
}

const nothing = () => undefined;
const paragraphs = Array.from({ length: 30 }, (_, at) => `${at + 1}. What is to be read before one agrees.`);

const remove = (close: () => void, more: { busy?: boolean; error?: ReactNode }) => (
  <ConfirmDialog
    opened
    title="Delete the model churn for good"
    confirm="Delete the model"
    busy={more.busy ?? false}
    error={more.error}
    onConfirm={nothing}
    onClose={close}
  >
    <p>Its 4 versions go with it. No run is changed by this.</p>
  </ConfirmDialog>
);

const states: readonly DialogState[] = [
  {
    name: 'form',
    word: 'A form',
    show: (close) => (
      <Dialog opened title="Cancel 3 runs" onClose={close}>
        <div className="stack">
          <Segmented
            label="How"
            value="graceful"
            options={[
              { value: 'graceful', label: 'Stop gracefully' },
              { value: 'kill', label: 'Kill' },
            ]}
            help="Each run ends soon and keeps what it has, if that is usable."
            onChange={nothing}
          />
          <TextField label="Why" help="For those who look at it later." />
          <div className="dialog-actions">
            <Button onClick={close}>Let them run</Button>
            <Button kind="danger">Cancel the runs</Button>
          </div>
        </div>
      </Dialog>
    ),
  },
  { name: 'confirm', word: 'A question', show: (close) => remove(close, {}) },
  { name: 'confirm-busy', word: 'A question while its answer is sent', show: (close) => remove(close, { busy: true }) },
  {
    name: 'confirm-refused',
    word: 'A question whose answer was refused',
    show: (close) => remove(close, { error: <ProblemView error={storeAway} kept="The model is where it was." /> }),
  },
  {
    name: 'long',
    word: 'More than a window holds, under a long name',
    show: (close) => (
      <Dialog opened title={LONG_NAME} size="lg" onClose={close}>
        <div className="stack">
          {paragraphs.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      </Dialog>
    ),
  },
  {
    name: 'alert',
    word: 'An alert for a metric',
    show: (close) => (
      <Sampled>
        <Suspense>
          <AlertDialog
            opened
            onClose={close}
            projectId={SAMPLE_PROJECT}
            runId="gallery-run"
            metricKey="val/auc"
            value={0.91}
          />
        </Suspense>
      </Sampled>
    ),
  },
];

/** One at a time, each with an address: they take the whole window. */
export function Dialogs(): ReactNode {
  const { dialog, theme } = useSearch({ strict: false }) as GallerySearch;
  const navigate = useNavigate();
  const close = () => void navigate({ to: '/gallery', search: { group: 'dialogs', theme }, replace: true });
  return (
    <>
      <Specimens title="Dialogs">
        {states.map(({ name, word }) => (
          <Specimen key={name} name={word}>
            <Link
              to="/gallery"
              search={{ group: 'dialogs', theme, dialog: name }}
              className="button button-default"
              data-dialog={name}
            >
              Open
            </Link>
          </Specimen>
        ))}
      </Specimens>
      {states.find((one) => one.name === dialog)?.show(close)}
    </>
  );
}
