package signalbox.presentation.rest.log;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import signalbox.application.log.LogPage;
import signalbox.presentation.view.LogLineJson;
import signalbox.presentation.view.LogSummaryJson.GapJson;

/** A page of a log. */
record LogPageJson(
    int attempt,
    List<LogLineJson> lines,
    List<GapJson> gaps,
    long first,
    long last,
    MoreJson more,
    @Nullable Long anchor,
    long highest,
    String position,
    boolean complete) {

  /** Whether there may be lines beside the page. */
  record MoreJson(boolean before, boolean after) {}

  static LogPageJson of(LogPage page) {
    Set<Long> matches = page.matches();
    return new LogPageJson(
        page.attempt(),
        page.lines().stream()
            .map(line ->
                LogLineJson.of(line, matches == null ? null : matches.contains(line.line().seq())))
            .toList(),
        page.gaps().stream().map(GapJson::of).toList(),
        page.first(),
        page.last(),
        new MoreJson(page.first() > 1, page.last() < page.highest()),
        page.anchor(),
        page.highest(),
        page.position().toString(),
        page.complete());
  }
}
