package signalbox.application.project;

import signalbox.domain.project.Project;

/**
 * Tells orchestrators the limits of projects. A message is stored in the current transaction and
 * leaves once that has committed; the last one of a project counts. Thread-safe.
 */
@FunctionalInterface
public interface LimitsOutbox {
  void tell(Project project);
}
