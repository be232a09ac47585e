package signalbox.application.run;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.UuidV7;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelSignature;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.Task;
import signalbox.domain.run.Validation;

/** Runs, models and datasets for tests. */
public final class TestRuns {
  public static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456Z");
  public static final IdGenerator IDS = new UuidV7(InstantSource.system(), new SecureRandom());

  private TestRuns() {}

  /** A table of passengers. */
  public static Dataset titanic(ProjectId project) {
    return new Dataset(
        new DatasetId(IDS.next()),
        project,
        "titanic.csv",
        DatasetFormat.CSV,
        ",",
        "datasets/x/y",
        100,
        "ab",
        891,
        List.of(
            new Column("survived", ColumnType.INTEGER),
            new Column("alive", ColumnType.STRING),
            new Column("age", ColumnType.NUMBER),
            new Column("sex", ColumnType.STRING)),
        NOW,
        new UserId(IDS.next()));
  }

  /** An instance for solvers, the first of its family. */
  public static Dataset instance(ProjectId project, String name, DatasetFormat format) {
    return instance(project, name, 1, format);
  }

  public static Dataset instance(
      ProjectId project, String name, int version, DatasetFormat format) {
    DatasetId id = new DatasetId(IDS.next());
    return new Dataset(
        id,
        project,
        id,
        version,
        name,
        "",
        format,
        null,
        "datasets/" + name,
        100,
        "ab",
        0,
        List.of(),
        null,
        InstanceModel.UNKNOWN,
        NOW,
        new UserId(IDS.next()));
  }

  public static Run training(ProjectId project, DatasetId dataset, UserId user, String name) {
    return of(
        project,
        new RunSpec.Training(
            "lightgbm",
            dataset,
            "survived",
            Task.CLASSIFICATION,
            List.of("alive"),
            Validation.DEFAULT,
            Map.of("learning_rate", 0.1, "rounds", 20, "note", "a\"b", "deep", Map.of("x", true)),
            Duration.ofMinutes(5)),
        user,
        name);
  }

  /** A study of such trainings. */
  public static Run study(ProjectId project, DatasetId dataset, UserId user, String name) {
    RunSpec.Work work = training(project, dataset, user, name).spec().work();
    return of(project, new RunSpec.Study(work), user, name);
  }

  /** A study of solves over a set of instances. */
  public static Run setStudy(
      ProjectId project, List<DatasetId> instances, UserId user, String name) {
    RunSpec.Work work =
        new RunSpec.Solve("highs", null, instances, Map.of("time_limit_seconds", 60.0), null, null);
    return of(project, new RunSpec.Study(work), user, name);
  }

  /** A trial, as the study's. */
  public static Run trial(Run study, int number) {
    RunSpec.Work work = study.spec().work();
    return of(
        study.projectId(),
        new RunSpec.Trial(study.id(), number, work),
        study.createdBy(),
        study.name() + " #" + number);
  }

  /** A run that was just created. */
  public static Run of(ProjectId project, RunSpec spec, UserId user, String name) {
    return new Run(
        new RunId(IDS.next()),
        project,
        name,
        spec,
        List.of("first", "second"),
        3,
        2,
        "4bf92f3577b34da6a3ce929d0e0e4736",
        NOW,
        user,
        RunState.CREATED,
        1,
        0);
  }

  /** The state of a run that has ended. */
  public static RunState ended(RunStatus status) {
    return new RunState(
        status,
        null,
        1,
        null,
        null,
        null,
        0,
        Map.of(),
        null,
        false,
        null,
        null,
        1,
        NOW,
        NOW.plusSeconds(60),
        NOW,
        null,
        null,
        0,
        null,
        null);
  }

  public static ModelSignature signature() {
    return new ModelSignature(
        Task.CLASSIFICATION,
        "survived",
        List.of(
            new ModelSignature.Input("age", ColumnType.NUMBER, true, List.of(), 0.42, 80.0, 22.5),
            new ModelSignature.Input(
                "sex", ColumnType.STRING, true, List.of("male", "female"), null, null, "male")),
        new ModelSignature.Output(ColumnType.INTEGER, List.of("0", "1")));
  }

  public static ModelVersion version(ModelId model, int number, RunId run) {
    return new ModelVersion(
        model,
        number,
        run,
        "lightgbm",
        Task.CLASSIFICATION,
        "survived",
        "signalbox-model-v1",
        "runs/" + run + "/1/model.zip",
        1234,
        "ab12",
        signature(),
        Map.of("roc_auc", 0.87, "log_loss", Double.NaN),
        NOW);
  }

  public static Model model(ProjectId project, String name, RunId run) {
    ModelId id = new ModelId(IDS.next());
    return new Model(id, project, name, version(id, 1, run), NOW);
  }
}
