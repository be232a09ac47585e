package signalbox.application.run;

import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunFilterParser;

/** Asks what can stand at a place of a filter. Needs the role viewer. */
public record CompleteRunFilter(ProjectId project, String filter, int caret, int limit) {
  public CompleteRunFilter {
    if (filter.length() > RunFilterParser.MAX_LENGTH) {
      throw SignalboxException.invalid(
          "filter", "must have at most " + RunFilterParser.MAX_LENGTH + " characters");
    }
    if (caret < 0 || caret > filter.length()) {
      throw SignalboxException.invalid("caret", "must lie in the filter");
    }
  }
}
