package signalbox.application.event;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import signalbox.application.shared.Transactions;
import signalbox.application.study.StudyViews;
import signalbox.application.study.TrialRow;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.study.Study;

/**
 * A study with its changed and its deleted trials. A cursor is the study's revision, and behind a
 * dot that of its run, which changes by itself; without it, nothing is known of the run.
 */
final class OneStudySource implements TopicSource {
  private static final Pattern CURSOR = Pattern.compile("([0-9]{1,18})(?:\\.([0-9]{1,18}))?");

  private final RunId id;
  private final StudyTopics.Ports ports;
  private final StudyViews views;
  private final Transactions transactions;

  OneStudySource(RunId id, StudyTopics.Ports ports, StudyViews views, Transactions transactions) {
    this.id = id;
    this.ports = ports;
    this.views = views;
    this.transactions = transactions;
  }

  @Override
  public Snapshot snapshot() {
    return transactions.inSnapshot(() -> {
      Run run = run();
      return new Snapshot(
          cursor(study().revision(), run), new StreamState.StudyState(views.of(run)));
    });
  }

  @Override
  public Batch readAfter(String cursor, int limit) {
    return transactions.inSnapshot(() -> {
      Run run = run();
      Study study = study();
      Matcher place = CURSOR.matcher(cursor);
      if (!place.matches()) {
        throw badCursor(cursor);
      }
      long after = Long.parseLong(place.group(1));
      String ofRun = place.group(2);
      long runAfter = ofRun == null ? 0 : Long.parseLong(ofRun);
      if (after > study.revision() || runAfter > run.revision()) {
        throw badCursor(cursor);
      }
      if (after == study.revision() && runAfter == run.revision()) {
        return new Batch(List.of(), cursor);
      }
      return batch(run, study, after, limit);
    });
  }

  private Batch batch(Run run, Study study, long after, int limit) {
    List<TrialRow> rows = ports.trials().after(id, after, limit);
    // More trials than fit: the rest comes with the next batch.
    long to = rows.size() < limit ? study.revision() : rows.getLast().trial().revision();
    List<Integer> deleted = ports.trials().deleted(id, after, to);
    List<StreamItem> items = new ArrayList<>();
    if (!rows.isEmpty()) {
      items.add(
          new StreamItem.TrialsChanged(
              List.copyOf(study.definition().search().keySet()), rows, to));
    }
    if (!deleted.isEmpty()) {
      items.add(new StreamItem.TrialsDeleted(deleted));
    }
    items.add(new StreamItem.StudyChanged(views.of(run)));
    return new Batch(items, cursor(to, run));
  }

  private static String cursor(long revision, Run run) {
    return revision + "." + run.revision();
  }

  private static SignalboxException badCursor(String cursor) {
    return SignalboxException.of(ErrorCode.STREAM_BAD_CURSOR).unsafe("cursor", cursor);
  }

  private Run run() {
    return ports.runs().find(id).orElseThrow(this::gone);
  }

  private Study study() {
    return ports.studies().find(id).orElseThrow(this::gone);
  }

  private SignalboxException gone() {
    return SignalboxException.of(ErrorCode.STUDY_NOT_FOUND).safe("id", id);
  }
}
