import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from '@/shared/ui/button';
import { TextField } from '@/shared/ui/field';
import { Card, PageHeader } from '@/shared/ui/page';
import { fileUploads } from './file-uploads';
import { ImportList } from './import-list';
import './transfer.css';

/** From a file to a project: the bytes first, which may break off and go on, then the import, which goes on by itself. */
export function ImportPage(): ReactNode {
  return (
    <div className="page transfer-page">
      <PageHeader title="Import a project" documentTitle="Import a project" />
      <ChooseFile onChoose={(file, name) => fileUploads.start(file, { name })} />
      <ImportList />
    </div>
  );
}

export function ChooseFile({ onChoose }: { onChoose: (file: File, name: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [over, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (!file) return;
    onChoose(file, name);
    setName('');
  };
  const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return (
    <Card title="Choose the file of a project">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same */}
      <div
        className="stack transfer-drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          if (!holdsFiles(event)) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <p className="muted">
          One that was exported in the settings of a project, in this or another installation: its name ends in{' '}
          <code>.signalbox.tar</code>. A new project is made of it, and belongs to you; everything gets new ids, and
          every byte is checked before anything is stored.
        </p>
        <TextField
          label="Name of the new project"
          help="Optional. Without it, the name in the file with “(imported)”."
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="row">
          <Button kind="primary" icon="upload" onClick={() => input.current?.click()}>
            Choose a file
          </Button>
          <span className="muted">or drop it here</span>
        </div>
        <input
          ref={input}
          type="file"
          className="visually-hidden"
          aria-label="File of a project"
          tabIndex={-1}
          accept=".tar,application/x-tar"
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
    </Card>
  );
}
