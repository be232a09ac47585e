import { type ReactNode, useRef } from 'react';
import { formatDate } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { toastProblem } from '@/shared/ui/toasts';
import { axisOf, firstAxes, objectiveOf, parseBrushes } from './axes';
import { ParallelPlot } from './parallel-plot';
import { csvReport, markdownReport } from './report';
import { saveFile, svgText, toPng } from './save';
import type { TabProps } from './tab-props';

/** The comparison as files: a table as CSV or Markdown, the parallel coordinates as SVG or PNG. */
export function ReportTab({ comparison, runs, search }: TabProps): ReactNode {
  const shown = runs.filter((run) => run.visible);
  const plot = useRef<HTMLDivElement>(null);
  const markdown = markdownReport(comparison, shown, {
    title: 'Comparison of runs',
    link: location.href,
    time: formatDate(new Date().toISOString()),
  });
  const objective = search.colour ?? objectiveOf(comparison);
  const axes = (search.axes ?? firstAxes(comparison, objective)).flatMap((field) => axisOf(comparison, field) ?? []);
  const drawn = () => plot.current?.querySelector('svg') ?? undefined;
  const saveSvg = () => {
    const svg = drawn();
    if (svg) saveFile('comparison.svg', svgText(svg), 'image/svg+xml');
  };
  const savePng = async () => {
    const svg = drawn();
    if (!svg) return;
    try {
      saveFile('comparison.png', await toPng(svg));
    } catch (error) {
      toastProblem('The picture was not made', error);
    }
  };
  return (
    <div className="stack">
      <div className="row">
        <Button icon="download" onClick={() => saveFile('comparison.csv', csvReport(comparison, shown), 'text/csv')}>
          CSV
        </Button>
        <Button icon="download" onClick={() => saveFile('comparison.md', markdown, 'text/markdown')}>
          Markdown
        </Button>
        {axes.length > 1 && (
          <>
            <Button icon="download" onClick={saveSvg}>
              SVG
            </Button>
            <Button icon="download" onClick={() => void savePng()}>
              PNG
            </Button>
          </>
        )}
        <CopyButton text={markdown} label="Copy as Markdown" />
      </div>
      <p className="muted">
        {shown.length} shown runs with the parameters that differ and every metric. Each chart exports itself in the tab
        Charts.
      </p>
      {axes.length > 1 && (
        <div ref={plot}>
          <ParallelPlot
            axes={axes}
            runs={shown}
            colour={objective}
            brushes={parseBrushes(search.brush)}
            comparison={comparison}
          />
        </div>
      )}
      <ScrollRegion className="report-text" label="The report as Markdown">
        <pre>{markdown}</pre>
      </ScrollRegion>
    </div>
  );
}
