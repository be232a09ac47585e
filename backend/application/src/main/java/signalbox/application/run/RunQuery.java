package signalbox.application.run;

import java.time.Instant;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunCondition;

/**
 * Which runs of a project are wanted.
 *
 * @param caller who is meant by {@code owner:me}
 * @param now what {@code -7d} counts from, and the end of runs that still go on
 */
public record RunQuery(ProjectId project, RunCondition condition, UserId caller, Instant now) {}
