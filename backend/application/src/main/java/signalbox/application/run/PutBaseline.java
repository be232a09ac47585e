package signalbox.application.run;

import org.jspecify.annotations.Nullable;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;

/**
 * Sets the run that a team compares others with. The answer is the run. Needs the role editor.
 *
 * @param run null for none
 */
public record PutBaseline(ProjectId project, @Nullable RunId run) {}
