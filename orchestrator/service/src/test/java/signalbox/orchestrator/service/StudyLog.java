package signalbox.orchestrator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import signalbox.events.v1.Status;
import signalbox.events.v1.Status.StatusCase;
import signalbox.events.v1.TrialBegun;
import signalbox.events.v1.TrialEnded;

/** What is said of one study and of its trials. */
final class StudyLog {
  private final StatusLog log;
  private final String study;

  StudyLog(StatusLog log, String study) {
    this.log = log;
    this.study = study;
  }

  /** Statuses of the study itself. */
  List<Status> own() {
    return of(study);
  }

  /** Statuses of one run: of the study, or of one of its trials. */
  List<Status> of(String runId) {
    return log.of(study).stream().filter(status -> status.getRunId().equals(runId)).toList();
  }

  /** The trials by number; fails when one number was given to two. */
  Map<Integer, TrialBegun> begun() {
    Map<Integer, TrialBegun> begun = new TreeMap<>();
    own().stream()
        .filter(Status::hasTrialBegun)
        .forEach(status -> {
          TrialBegun trial = status.getTrialBegun();
          TrialBegun before = begun.put(trial.getNumber(), trial);
          assertThat(before == null || before.equals(trial)).as("one trial a number").isTrue();
          assertThat(status.getSequence()).isEqualTo(trial.getNumber() + 1L);
        });
    return begun;
  }

  /** The ends of trials by number; fails when one has two. */
  Map<Integer, TrialEnded> ended() {
    Map<Integer, TrialEnded> ended = new TreeMap<>();
    own().stream()
        .filter(Status::hasTrialEnded)
        .map(Status::getTrialEnded)
        .forEach(trial -> {
          TrialEnded before = ended.put(trial.getNumber(), trial);
          assertThat(before == null || before.equals(trial)).as("one end a trial").isTrue();
        });
    return ended;
  }

  void awaitBegun(int trials) {
    await(trials + " trials have begun").atMost(Rig.PATIENCE).until(() -> begun().size() >= trials);
  }

  void awaitEnded(int trials) {
    await(trials + " trials have ended").atMost(Rig.PATIENCE).until(() -> ended().size() >= trials);
  }

  /** The run id of a trial. */
  String trial(int number) {
    awaitBegun(number + 1);
    TrialBegun trial = begun().get(number);
    if (trial == null) {
      throw new IllegalStateException("Trial " + number + " has not begun");
    }
    return trial.getTrialId();
  }

  /** Awaits that the trial executes. */
  String awaitStarted(int number) {
    String trial = trial(number);
    await("trial " + number + " executes")
        .atMost(Rig.PATIENCE)
        .until(() -> of(trial).stream().anyMatch(Status::hasRunStarted));
    return trial;
  }

  Status awaitOwn(Predicate<Status> wanted) {
    return log.await(
        study, status -> status.getRunId().equals(study) && wanted.test(status), Rig.PATIENCE);
  }

  /** The kinds of the study's own lifecycle statuses; fails when a number has two. */
  List<String> lifecycle() {
    Map<Long, String> byNumber = new TreeMap<>();
    own().stream()
        .filter(StatusLog::lifecycle)
        .forEach(status -> {
          String before = byNumber.put(status.getSequence(), status.getStatusCase().name());
          assertThat(before).isIn(null, status.getStatusCase().name());
        });
    return List.copyOf(byNumber.values());
  }

  /**
   * Fails unless there are exactly so many trials, each with one end and told in the right order.
   */
  void hasExactly(int trials) {
    assertThat(begun().keySet())
        .containsExactlyElementsOf(IntStream.range(0, trials).boxed().toList());
    assertThat(ended().keySet()).isEqualTo(begun().keySet());
    assertThat(begun().values().stream().map(TrialBegun::getTrialId).distinct()).hasSize(trials);
    Map<String, StatusCase> first = new HashMap<>();
    for (Status status : log.of(study)) {
      if (status.hasTrialBegun()) {
        first.putIfAbsent(status.getTrialBegun().getTrialId(), StatusCase.TRIAL_BEGUN);
      } else if (!status.getRunId().equals(study)) {
        first.putIfAbsent(status.getRunId(), status.getStatusCase());
      }
    }
    assertThat(first.values())
        .as("a trial exists before anything is said of it")
        .containsOnly(StatusCase.TRIAL_BEGUN);
    begun()
        .values()
        .forEach(trial -> {
          List<Status> ends =
              of(trial.getTrialId()).stream()
                  .filter(StatusLog::lifecycle)
                  .filter(status ->
                      status.hasRunSucceeded()
                          || status.hasRunFailed()
                          || status.hasRunCancelled()
                          || status.hasRunTimedOut())
                  .distinct()
                  .toList();
          assertThat(ends).as("ends of the run of trial " + trial.getNumber()).hasSize(1);
        });
  }
}
