import { Menu } from '@mantine/core';
import { type ReactNode, type RefObject, useId } from 'react';
import { saveBlob } from '@/shared/api/client';
import { IconButton } from '@/shared/ui/button';
import { copyText } from '@/shared/ui/copy-button';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { csvOf, type PlotRows } from './plot-rows';
import { PlotTable } from './plot-table';

/** A card with a plot: its title, its tools, and its numbers as a table and a file. */
export function PlotShell({
  title,
  fileName,
  isTable,
  onTable,
  rows,
  picture,
  tools,
  takesFocus,
  hasPlot,
  children,
}: {
  title: string;
  fileName: string;
  isTable: boolean;
  onTable: (isTable: boolean) => void;
  rows: () => PlotRows;
  picture: () => Promise<Blob>;
  /** Beside the tools that every plot has. */
  tools?: ReactNode;
  /** Set when the focus shall go to the table. */
  takesFocus: RefObject<boolean>;
  /** False while there is nothing to save. */
  hasPlot: boolean;
  children: (titleId: string) => ReactNode;
}): ReactNode {
  const id = useId();
  const save = (make: () => Promise<Blob> | Blob, ending: string) => {
    Promise.resolve()
      .then(make)
      .then((blob) => saveBlob(blob, `${fileName}.${ending}`))
      .catch((problem: unknown) => toastProblem('The file could not be made', problem));
  };
  return (
    <section className="card study-card" aria-labelledby={id} data-live>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        <div className="row study-tools" role="toolbar" aria-label={`Tools of ${title}`}>
          {tools}
          {hasPlot && (
            <>
              <IconButton
                icon={isTable ? 'chart' : 'table'}
                label={isTable ? `Show ${title} as chart` : `Show ${title} as table`}
                className="icon-button-small"
                onClick={() => onTable(!isTable)}
              />
              <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={200}>
                <Menu.Target>
                  <IconButton icon="more" label={`More of ${title}`} className="icon-button-small" />
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item disabled={isTable} onClick={() => save(picture, 'png')}>
                    Download PNG
                  </Menu.Item>
                  <Menu.Item
                    onClick={() => save(() => new Blob([csvOf(rows())], { type: 'text/csv;charset=utf-8' }), 'csv')}
                  >
                    Download CSV
                  </Menu.Item>
                  <Menu.Item
                    onClick={() =>
                      void copyText(location.href).then(
                        () => toastSuccess('Link copied'),
                        (problem: unknown) => toastProblem('Nothing was copied', problem),
                      )
                    }
                  >
                    Copy link
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </>
          )}
        </div>
      </div>
      {hasPlot && isTable && <PlotTable title={title} rows={rows()} takesFocus={takesFocus} />}
      {children(id)}
    </section>
  );
}
