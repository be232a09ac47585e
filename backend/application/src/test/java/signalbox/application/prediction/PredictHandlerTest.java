package signalbox.application.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import signalbox.application.event.Notice;
import signalbox.application.event.PredictionAnswered;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.identity.ProjectRoles;
import signalbox.application.model.ModelRepository;
import signalbox.application.run.CommandOutbox;
import signalbox.application.run.RunLogs;
import signalbox.application.run.RunView;
import signalbox.application.shared.ImmediateTransactions;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidV7;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.model.Model;
import signalbox.domain.model.ModelId;
import signalbox.domain.model.ModelSignature;
import signalbox.domain.model.ModelVersion;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.CancelMode;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunSpec;
import signalbox.domain.run.RunState;
import signalbox.domain.run.Task;

class PredictHandlerTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Principal ALICE = new Principal(new UserId(UUID.randomUUID()), false);
  private static final ProjectId PROJECT = new ProjectId(UUID.randomUUID());
  private static final ModelId MODEL = new ModelId(UUID.randomUUID());
  private static final PredictionAnswered.Answer ANSWER =
      new PredictionAnswered.Predicted("[{\"prediction\":1}]", Duration.ofMillis(3));

  private final InMemoryPredictionRepository predictions = new InMemoryPredictionRepository();
  private final PredictionWaiters waiters = new PredictionWaiters();
  private final List<Notice> told = new ArrayList<>();
  private final CompletePrediction complete =
      new CompletePrediction(
          predictions, waiters, told::add, new ImmediateTransactions(), () -> NOON);
  private final AtomicReference<@Nullable Role> role = new AtomicReference<>(Role.EDITOR);
  private final List<String> sent = new ArrayList<>();
  private final List<String> deferred = new ArrayList<>();
  private Consumer<UUID> orchestrator = id -> {};

  @Test
  void answersWhatTheChannelBrings() {
    orchestrator = id -> complete.handle(List.of(new PredictionAnswered(id, ANSWER)));
    PredictOutcome outcome = predict(Duration.ofSeconds(20), Map.of("age", 3.5, "extra", 1));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            PredictOutcome.Predicted.class,
            predicted -> {
              assertThat(predicted.predictionsJson()).isEqualTo("[{\"prediction\":1}]");
              assertThat(predicted.model().version()).isEqualTo(2);
              assertThat(predicted.inferenceTime()).isEqualTo(Duration.ofMillis(3));
            });
    assertThat(sent).containsExactly("[{\"age\":3.5}]");
    assertThat(waiters.size()).isZero();
    assertThat(told).as("The request waited here").isEmpty();
  }

  @Test
  void isWokenByAnAnswerThatComesLater() {
    orchestrator =
        id ->
            Thread.ofVirtual()
                .start(() -> complete.handle(List.of(new PredictionAnswered(id, ANSWER))));
    assertThat(predict(Duration.ofSeconds(20), Map.of("age", 1)))
        .isInstanceOf(PredictOutcome.Predicted.class);
  }

  @Test
  void findsAnAnswerThatAnotherBackendStored() {
    orchestrator = id -> predictions.complete(id, ANSWER, NOON);
    assertThat(predict(Duration.ofSeconds(20), Map.of("age", 1)))
        .isInstanceOf(PredictOutcome.Predicted.class);
  }

  @Test
  void aWordOfAnotherBackendIsEnough() {
    PredictionWaiters elsewhere = new PredictionWaiters();
    CompletePrediction other =
        new CompletePrediction(
            predictions,
            elsewhere,
            notice -> waiters.stored(((Notice.PredictionStored) notice).prediction()),
            new ImmediateTransactions(),
            () -> NOON);
    orchestrator = id -> other.handle(List.of(new PredictionAnswered(id, ANSWER)));
    assertThat(predict(Duration.ofSeconds(20), Map.of("age", 1)))
        .isInstanceOf(PredictOutcome.Predicted.class);
    assertThat(predictions.looks()).isEqualTo(1);
  }

  @Test
  void anEmptyWordEndsNoRequest() {
    orchestrator =
        id -> {
          waiters.anyStored();
          Thread.ofVirtual()
              .start(() -> complete.handle(List.of(new PredictionAnswered(id, ANSWER))));
        };
    assertThat(predict(Duration.ofSeconds(20), Map.of("age", 1)))
        .isInstanceOf(PredictOutcome.Predicted.class);
  }

  @Test
  void tellsTheOthersOfAnAnswerThatNobodyWaitsForHere() {
    UUID id = UUID.randomUUID();
    complete.handle(List.of(new PredictionAnswered(id, ANSWER)));
    assertThat(told).containsExactly(new Notice.PredictionStored(id));
  }

  @Test
  void goesOnAsARunWhenNobodyAnswers() {
    PredictOutcome outcome = predict(Duration.ofMillis(20), Map.of("age", 1));
    assertThat(outcome).isInstanceOf(PredictOutcome.Deferred.class);
    assertThat(deferred).containsExactly("age\r\n1\r\n");
    assertThat(waiters.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID, PREDICTION_FAILED",
    "UNAVAILABLE, PREDICTION_UNAVAILABLE",
    "INTERNAL, INTERNAL"
  })
  void tellsWhyThereIsNoPrediction(PredictionAnswered.Reason reason, ErrorCode code) {
    orchestrator =
        id ->
            complete.handle(
                List.of(
                    new PredictionAnswered(
                        id, new PredictionAnswered.Refused(reason, "It is so."))));
    assertThatThrownBy(() -> predict(Duration.ofSeconds(20), Map.of("age", 1)))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.arguments())
                  .containsEntry("reason", new SignalboxException.Argument("It is so", false));
            });
  }

  @Test
  void sendsNothingWhenTheRowsDoNotSuit() {
    assertThatThrownBy(() -> predict(Duration.ofSeconds(20), Map.of("size", 1)))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PREDICTION_MISSING_COLUMN));
    assertThat(sent).isEmpty();
    assertThat(predictions.asked()).isEmpty();
  }

  @Test
  void isForEditors() {
    role.set(Role.VIEWER);
    assertThatThrownBy(() -> predict(Duration.ofSeconds(20), Map.of("age", 1)))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTH_FORBIDDEN));
    role.set(null);
    assertThatThrownBy(() -> predict(Duration.ofSeconds(20), Map.of("age", 1)))
        .isInstanceOfSatisfying(
            SignalboxException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND));
    assertThat(sent).isEmpty();
  }

  private PredictOutcome predict(Duration patience, Map<String, @Nullable Object> row) {
    AccessPolicy access = new AccessPolicy(new OneRole());
    PredictHandler handler =
        new PredictHandler(
            new OneModel(),
            access,
            predictions,
            new Channel(),
            waiters,
            this::defer,
            new ImmediateTransactions(),
            new UuidV7(() -> NOON, new Random(1)),
            () -> NOON,
            patience);
    return handler.handle(ALICE, new Predict(MODEL, null, List.of(row)));
  }

  private RunView defer(Principal caller, Model model, ModelVersion version, String csv) {
    deferred.add(csv);
    RunSpec spec =
        new RunSpec.Prediction(
            new DatasetId(UUID.randomUUID()), MODEL, version.version(), DatasetFormat.CSV, null);
    Run run =
        new Run(
            new RunId(UUID.randomUUID()),
            PROJECT,
            "later",
            spec,
            List.of(),
            0,
            3,
            null,
            NOON,
            caller.userId(),
            RunState.CREATED,
            1,
            1);
    return new RunView(run, "Alice", null, null, RunLogs.Counts.NONE, null);
  }

  private static ModelVersion version() {
    return new ModelVersion(
        MODEL,
        2,
        new RunId(UUID.randomUUID()),
        "lightgbm",
        Task.REGRESSION,
        "price",
        "signalbox-model-v1",
        "runs/x/1/model.zip",
        10,
        "00",
        new ModelSignature(
            Task.REGRESSION,
            "price",
            List.of(
                new ModelSignature.Input(
                    "age", ColumnType.NUMBER, true, List.of(), null, null, null)),
            new ModelSignature.Output(ColumnType.NUMBER, List.of())),
        Map.of(),
        NOON);
  }

  /** What the caller may do here. */
  private final class OneRole implements ProjectRoles {
    @Override
    public Optional<Role> find(UserId user, ProjectId project) {
      return Optional.ofNullable(role.get());
    }

    @Override
    public boolean exists(ProjectId project) {
      return true;
    }
  }

  /** Hands predictions straight to the orchestrator. */
  private final class Channel implements CommandOutbox {
    @Override
    public UUID startRun(Run run, @Nullable Dataset dataset, @Nullable ModelVersion model) {
      throw new AssertionError("Nobody starts a run here");
    }

    @Override
    public UUID cancelRun(Run run, CancelMode mode, Duration grace) {
      throw new AssertionError("Nobody cancels a run here");
    }

    @Override
    public UUID predict(UUID predictionId, ModelVersion model, String rowsJson, Instant deadline) {
      sent.add(rowsJson);
      orchestrator.accept(predictionId);
      return predictionId;
    }
  }

  /** One model with one version. */
  private static final class OneModel implements ModelRepository {
    private final Model model = new Model(MODEL, PROJECT, "prices", version(), NOON);

    @Override
    public Optional<Model> find(ModelId id) {
      return Optional.of(model).filter(known -> known.id().equals(id));
    }

    @Override
    public Optional<ModelVersion> findVersion(ModelId id, int version) {
      return Optional.of(model.latestVersion()).filter(known -> known.version() == version);
    }

    @Override
    public Optional<ModelVersion> findByRun(RunId run) {
      return Optional.empty();
    }

    @Override
    public Optional<Model> findAndLock(ProjectId project, String name) {
      return Optional.empty();
    }

    @Override
    public void insert(Model added) {
      throw new AssertionError("Nobody adds a model here");
    }

    @Override
    public void insertVersion(ModelVersion added) {
      throw new AssertionError("Nobody adds a version here");
    }

    @Override
    public Page<Model> list(ProjectId project, PageRequest page) {
      return new Page<>(List.of(model), null, 1);
    }

    @Override
    public Page<ModelVersion> listVersions(ModelId id, PageRequest page) {
      return new Page<>(List.of(model.latestVersion()), null, 1);
    }
  }
}
