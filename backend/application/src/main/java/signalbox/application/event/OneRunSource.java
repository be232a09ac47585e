package signalbox.application.event;

import java.util.ArrayList;
import java.util.List;
import signalbox.application.artifact.ArtifactRepository;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunViews;
import signalbox.application.shared.Transactions;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunEvent;
import signalbox.domain.run.RunId;

/** State, timeline and artifacts of one run, by the revisions of the run. */
final class OneRunSource implements TopicSource {
  private static final int SNAPSHOT_EVENTS = 1000;

  private final RunId id;
  private final RunRepository runs;
  private final ArtifactRepository artifacts;
  private final RunViews views;
  private final Transactions transactions;

  OneRunSource(
      RunId id,
      RunRepository runs,
      ArtifactRepository artifacts,
      RunViews views,
      Transactions transactions) {
    this.id = id;
    this.runs = runs;
    this.artifacts = artifacts;
    this.views = views;
    this.transactions = transactions;
  }

  @Override
  public Snapshot snapshot() {
    return transactions.inSnapshot(() -> {
      Run run = run();
      Changes changes = changes(run, 0, SNAPSHOT_EVENTS);
      return new Snapshot(
          RevisionCursor.format(changes.to()),
          new StreamState.WholeRun(views.of(run), changes.events(), changes.artifacts()));
    });
  }

  @Override
  public Batch readAfter(String cursor, int limit) {
    return transactions.inSnapshot(() -> {
      Run run = run();
      long after = RevisionCursor.parse(cursor, run.revision());
      if (after == run.revision()) {
        return new Batch(List.of(), cursor);
      }
      Changes changes = changes(run, after, limit);
      List<StreamItem> items = new ArrayList<>();
      changes.events().forEach(event -> items.add(new StreamItem.EventHappened(event)));
      changes.artifacts().forEach(artifact -> items.add(new StreamItem.ArtifactStored(artifact)));
      items.add(new StreamItem.RunChanged(views.of(run)));
      return new Batch(items, RevisionCursor.format(changes.to()));
    });
  }

  private Changes changes(Run run, long after, int limit) {
    List<RunEvent> events = runs.eventsAfter(id, after, limit);
    // More events than fit: the rest, and the artifacts of the same time, come with the next batch.
    long to = events.size() < limit ? run.revision() : events.getLast().revision();
    List<Artifact> stored =
        artifacts.changedAfter(id, after).stream()
            .filter(artifact -> artifact.revision() <= to)
            .toList();
    return new Changes(events, stored, to);
  }

  private Run run() {
    return runs.find(id)
        .orElseThrow(() -> SignalboxException.of(ErrorCode.RUN_NOT_FOUND).safe("id", id));
  }

  private record Changes(List<RunEvent> events, List<Artifact> artifacts, long to) {}
}
