package signalbox.application.study;

import java.time.InstantSource;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.RunPlace;
import signalbox.application.run.RunQuery;
import signalbox.application.run.RunSearch;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Page;
import signalbox.application.shared.Transactions;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.run.Comparison;
import signalbox.domain.run.RunCondition;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunValue;

/** Answers {@link ListStudies}: a study is found as the run that it is. */
public final class ListStudiesHandler implements Handler<ListStudies, Page<StudyView>> {
  private static final RunCondition STUDIES =
      new RunCondition.Compare(
          RunField.Attribute.KIND, Comparison.EQUAL, new RunValue.Text("study"));

  private final AccessPolicy access;
  private final RunSearch search;
  private final StudyViews views;
  private final Transactions transactions;
  private final InstantSource clock;

  public ListStudiesHandler(
      AccessPolicy access,
      RunSearch search,
      StudyViews views,
      Transactions transactions,
      InstantSource clock) {
    this.access = access;
    this.search = search;
    this.views = views;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public Page<StudyView> handle(Principal caller, ListStudies query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    RunCondition wanted =
        query.nameContains().isEmpty()
            ? STUDIES
            : RunCondition.both(
                STUDIES,
                new RunCondition.Compare(
                    RunField.Attribute.NAME,
                    Comparison.CONTAINS,
                    new RunValue.Text(query.nameContains())));
    RunQuery runs =
        new RunQuery(query.project(), wanted.listed(), caller.userId(), clock.instant());
    return transactions.inSnapshot(() -> {
      RunSearch.Found found =
          search.page(runs, query.order(), RunPlace.of(null, query.cursor()), query.limit());
      return new Page<>(views.of(found.runs()), found.nextCursor(), search.count(runs));
    });
  }
}
