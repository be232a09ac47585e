package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.DatasetFacts;
import signalbox.application.dataset.TablePreview;
import signalbox.application.dataset.TableProfile;
import signalbox.application.dataset.TableSample;
import signalbox.application.event.DeadLetter;
import signalbox.application.log.LogRepository;
import signalbox.application.notification.DeliveryStore;
import signalbox.application.run.SavedView;
import signalbox.application.run.TestRuns;
import signalbox.application.study.TestStudies;
import signalbox.bootstrap.AuthorisationIT.Expectation;
import signalbox.bootstrap.AuthorisationIT.Least;
import signalbox.domain.artifact.Artifact;
import signalbox.domain.artifact.ArtifactRole;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LineStream;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.model.Model;
import signalbox.domain.notification.AlertRule;
import signalbox.domain.notification.AlertRuleId;
import signalbox.domain.notification.AlertScope;
import signalbox.domain.notification.AlertTrigger;
import signalbox.domain.notification.DeliveryId;
import signalbox.domain.notification.NotificationKind;
import signalbox.domain.notification.Webhook;
import signalbox.domain.notification.WebhookId;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Run;
import signalbox.domain.run.RunId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunStatus;
import signalbox.domain.run.RunTemplate;
import signalbox.domain.run.RunTemplateId;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryId;
import signalbox.domain.transfer.ImportId;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;
import signalbox.infrastructure.file.dataset.ObjectTableSamples;
import signalbox.infrastructure.postgres.artifact.PostgresArtifactRepository;
import signalbox.infrastructure.postgres.dataset.PostgresDatasetCatalogue;
import signalbox.infrastructure.postgres.dataset.PostgresUploadRepository;
import signalbox.infrastructure.postgres.event.PostgresDeadLetterRepository;
import signalbox.infrastructure.postgres.link.PostgresShortLinks;
import signalbox.infrastructure.postgres.model.PostgresModelRepository;
import signalbox.infrastructure.postgres.notification.PostgresAlertRuleRepository;
import signalbox.infrastructure.postgres.notification.PostgresDeliveryStore;
import signalbox.infrastructure.postgres.notification.PostgresWebhookRepository;
import signalbox.infrastructure.postgres.project.PostgresProjectRepository;
import signalbox.infrastructure.postgres.run.PostgresRunRepository;
import signalbox.infrastructure.postgres.run.PostgresRunTemplates;
import signalbox.infrastructure.postgres.run.PostgresSavedViews;
import signalbox.infrastructure.postgres.storage.PostgresInventoryRepository;
import signalbox.infrastructure.postgres.study.PostgresStudyRepository;
import signalbox.infrastructure.postgres.study.PostgresTrialRepository;
import signalbox.infrastructure.postgres.transfer.PostgresImportRepository;
import signalbox.infrastructure.timescale.log.TimescaleLogRepository;

/** People with every role, and a project with one of everything for each call. */
final class AuthorisationScene {
  private static final String SHARED_KEY = "shared-by-all-datasets";
  private static final AtomicLong DEAD_OFFSETS = new AtomicLong();

  private final RunningBackend backend;
  private final Map<Least, RunningBackend.@Nullable User> people = new HashMap<>();

  AuthorisationScene(RunningBackend backend) throws IOException, InterruptedException {
    this.backend = backend;
    for (Least least : List.of(Least.STRANGER, Least.VIEWER, Least.EDITOR, Least.ADMIN)) {
      people.put(least, backend.newUser());
    }
    Path file = Files.createTempFile("table", ".csv");
    Files.writeString(file, "a,b\n1,2\n", StandardCharsets.UTF_8);
    backend.objects().put(SHARED_KEY, file, "text/csv");
    Path folder = Files.createTempDirectory("samples");
    new ObjectTableSamples(backend.objects(), folder)
        .save(
            SHARED_KEY,
            new TableSample(List.of("a", "b"), List.of(List.of("1", "2"), List.of("2", "3"))));
  }

  void check(String route, Expectation expectation, Least actor)
      throws IOException, InterruptedException {
    String method = route.split(" ", 2)[0];
    String body = expectation.body();
    boolean byBody = body != null && body.contains("{runId}");
    String[] filled =
        filled(route.split(" ", 2)[1] + (byBody ? "\n" + body : ""), method, actor).split("\n", 2);
    RunningBackend.Answer answer =
        backend.call(method, filled[0], token(actor), byBody ? filled[1] : body);
    String what = route + " as " + actor + " answered " + answer.status() + " " + answer.body();
    if (actor == Least.NOBODY && expectation.least() != Least.NOBODY) {
      assertThat(answer.status()).as(what).isEqualTo(401);
    } else if (actor.compareTo(expectation.least()) >= 0) {
      assertThat(answer.status()).as(what).isNotIn(403, 500, 503);
      if (expectation.least() != Least.NOBODY) {
        assertThat(answer.status()).as(what).isNotEqualTo(401);
      }
      if (answer.status() == 404) {
        assertThat(answer.code()).as(what).isEqualTo("token.not_found");
      }
    } else if (actor == Least.STRANGER
        && expectation.least() != Least.ADMINISTRATOR
        && (byBody || route.contains("{"))) {
      assertThat(answer.status()).as(what).isEqualTo(404);
    } else {
      assertThat(answer.status()).as(what).isEqualTo(403);
      if (!method.equals("HEAD")) {
        assertThat(answer.code()).as(what).isEqualTo("auth.forbidden");
      }
    }
  }

  private @Nullable String token(Least actor) {
    if (actor == Least.ADMINISTRATOR) {
      return backend.adminToken();
    }
    RunningBackend.User user = people.get(actor);
    return user == null ? null : user.token();
  }

  private String filled(String template, String method, Least actor)
      throws IOException, InterruptedException {
    if (!template.contains("{")) {
      return template;
    }
    boolean deletesDataset = method.equals("DELETE") && template.startsWith("/datasets");
    UserId somebody = person(Least.VIEWER);
    ProjectId project = project();
    Dataset dataset = dataset(project, somebody, deletesDataset);
    Run run = TestRuns.training(project, dataset.id(), somebody, "walk");
    Model model = TestRuns.model(project, "walk " + UUID.randomUUID(), run.id());
    if (!deletesDataset) {
      store(run, model);
    }
    UUID webhook = webhook(template, project, somebody);
    String path =
        template
            .replace("{ruleId}", rule(template, project, somebody).toString())
            .replace("{webhookId}", webhook.toString())
            .replace("{deliveryId}", delivery(template, webhook).toString())
            .replace("{projectId}", project.toString())
            .replace("{userId}", somebody.toString())
            .replace("{datasetId}", dataset.id().toString())
            .replace("{runId}", run.id().toString())
            .replace("{studyId}", study(template, project, dataset, somebody).toString())
            .replace("{number}", "0")
            .replace("{modelId}", model.id().toString())
            .replace("{version}", "1")
            .replace("{name}", "table.csv")
            .replace("{sourceId}", source().toString())
            .replace("{attempt}/{seq}", template.startsWith("/log-sources") ? "0/1" : "1/1")
            .replace("{deadLetterId}", deadLetter(template).toString())
            .replace("{inventoryId}", inventory(template, somebody).toString())
            .replace("{uploadId}", upload(template, project, actor).toString())
            .replace("{importId}", importOf(template, actor).toString())
            .replace("{templateId}", template(template, project, actor).toString())
            .replace("{viewId}", view(project, somebody).toString())
            .replace("{linkId}", link(somebody))
            .replace("{tokenId}", UUID.randomUUID().toString());
    if (path.endsWith("/difference")) {
      return path + "?base=" + dataset.id();
    }
    return path.endsWith("/target-check")
        ? path + "?target=a"
        : path.endsWith("/groups") ? path + "?by=status" : path;
  }

  /** With a trial that runs. */
  private RunId study(String template, ProjectId project, Dataset dataset, UserId user) {
    Run study = TestRuns.study(project, dataset.id(), user, "walk");
    if (template.contains("{studyId}")) {
      Run trial = TestRuns.trial(study, 0);
      new PostgresRunRepository(backend.metadata()).insertAll(List.of(study, trial));
      new PostgresStudyRepository(backend.metadata()).insert(TestStudies.study(study.id()));
      new PostgresTrialRepository(backend.metadata())
          .insertAll(List.of(TestStudies.trial(study.id(), 0, trial.id(), 1)));
    }
    return study.id();
  }

  /** One of the team. */
  private UUID view(ProjectId project, UserId user) {
    UUID id = TestRuns.IDS.next();
    new PostgresSavedViews(backend.metadata())
        .put(
            new SavedView(
                id, project, user, true, "walk", "{}", false, Instant.now(), Instant.now()));
    return id;
  }

  private String link(UserId user) {
    new PostgresShortLinks(backend.metadata(), Instant::now).claim("walk", "/runs", user);
    return "walk";
  }

  /** The actor's own: nobody else sees it. */
  private RunTemplateId template(String path, ProjectId project, Least actor)
      throws IOException, InterruptedException {
    RunTemplateId id = new RunTemplateId(TestRuns.IDS.next());
    if (path.contains("{templateId}")) {
      new PostgresRunTemplates(backend.metadata())
          .save(
              new RunTemplate(
                  id, project, owner(actor), "walk", RunKind.TRAINING, Map.of(), Instant.now()));
    }
    return id;
  }

  private UploadId upload(String template, ProjectId project, Least actor)
      throws IOException, InterruptedException {
    UploadId id = new UploadId(TestRuns.IDS.next());
    if (template.contains("{uploadId}")) {
      Instant now = Instant.now();
      new PostgresUploadRepository(backend.metadata())
          .insert(
              new ResumableUpload(
                  id,
                  project,
                  owner(actor),
                  "walk.csv",
                  "walk",
                  8,
                  0,
                  null,
                  null,
                  null,
                  now,
                  now,
                  now.plusSeconds(600)));
    }
    return id;
  }

  /** One that is over. */
  private ImportId importOf(String template, Least actor) throws IOException, InterruptedException {
    ImportId id = new ImportId(TestRuns.IDS.next());
    if (template.contains("{importId}")) {
      PostgresImportRepository imports = new PostgresImportRepository(backend.metadata());
      Instant now = Instant.now();
      imports.insert(
          new ProjectImport(
              id,
              owner(actor),
              null,
              "walk.signalbox.tar",
              8,
              null,
              ImportState.WAITING,
              0,
              0,
              now,
              null,
              null,
              null,
              null,
              now,
              null));
      imports.cancel(id, now);
    }
    return id;
  }

  private UserId owner(Least actor) throws IOException, InterruptedException {
    if (actor == Least.ADMINISTRATOR) {
      String id = backend.call("GET", "/me", backend.adminToken(), null).json().at("/id").asText();
      return new UserId(UUID.fromString(id));
    }
    return person(actor == Least.NOBODY ? Least.EDITOR : actor);
  }

  /** A shared rule: somebody's own would be nobody else's. */
  private UUID rule(String template, ProjectId project, UserId owner) {
    AlertRuleId id = new AlertRuleId(TestRuns.IDS.next());
    if (template.contains("{ruleId}")) {
      new PostgresAlertRuleRepository(backend.metadata())
          .insert(
              new AlertRule(
                  id,
                  project,
                  owner,
                  true,
                  "walk",
                  true,
                  new AlertTrigger.OnStatus(Set.of(RunStatus.FAILED)),
                  AlertScope.EVERY_RUN,
                  Instant.now()));
    }
    return id.value();
  }

  private UUID webhook(String template, ProjectId project, UserId owner) {
    WebhookId id = new WebhookId(TestRuns.IDS.next());
    if (template.contains("{webhookId}")) {
      new PostgresWebhookRepository(backend.metadata())
          .insert(
              new Webhook(
                  id,
                  project,
                  "walk",
                  "https://receiver.invalid",
                  Set.of(NotificationKind.METRIC),
                  true,
                  null,
                  0,
                  Instant.now(),
                  owner),
              new byte[1]);
    }
    return id.value();
  }

  private UUID delivery(String template, UUID webhook) {
    DeliveryId id = new DeliveryId(TestRuns.IDS.next());
    if (template.contains("{deliveryId}")) {
      new PostgresDeliveryStore(backend.metadata())
          .append(
              List.of(
                  new DeliveryStore.New(
                      id,
                      new WebhookId(webhook),
                      NotificationKind.METRIC,
                      "{}",
                      Instant.now().plusSeconds(3600))));
    }
    return id.value();
  }

  private UUID deadLetter(String template) {
    UUID id = UUID.randomUUID();
    if (template.contains("{deadLetterId}")) {
      new PostgresDeadLetterRepository(backend.metadata())
          .insert(
              new DeadLetter(
                  id,
                  DeadLetter.State.OPEN,
                  "odd",
                  "signalbox.status",
                  0,
                  1L,
                  null,
                  List.of(),
                  new byte[] {0x0a},
                  Instant.now(),
                  Instant.now(),
                  null,
                  null),
              -1,
              DEAD_OFFSETS.incrementAndGet());
    }
    return id;
  }

  /** One that has found nothing. */
  private InventoryId inventory(String template, UserId user) {
    InventoryId id = new InventoryId(TestRuns.IDS.next());
    if (template.contains("{inventoryId}")) {
      Inventory empty = Inventory.begun(id, user, Instant.now()).found(Instant.now());
      new PostgresInventoryRepository(backend.metadata()).insert(empty);
    }
    return id;
  }

  private UserId person(Least least) {
    RunningBackend.User user = people.get(least);
    if (user == null) {
      throw new IllegalStateException("Nobody is " + least);
    }
    return new UserId(user.id());
  }

  /** A sender of log lines without a run, with one line. */
  private LogId source() {
    TimescaleLogRepository logs = new TimescaleLogRepository(backend.metadata());
    LogId source = logs.source(new LogId(TestRuns.IDS.next()), "walk", "192.0.2.1");
    append(logs, new LogAttemptId(source, 0), null);
    return source;
  }

  private static void append(
      TimescaleLogRepository logs, LogAttemptId attempt, @Nullable ProjectId project) {
    LogLine line = new LogLine(1, 0, 6, LineStream.LOG, "", "", "a line", null, 0);
    logs.append(List.of(new LogRepository.AttemptLines(attempt, project, List.of(line))));
  }

  private ProjectId project() {
    PostgresProjectRepository projects = new PostgresProjectRepository(backend.metadata());
    ProjectId id = new ProjectId(TestRuns.IDS.next());
    projects.insert(new Project(id, "walk " + id, "", Instant.now()));
    projects.putMember(id, person(Least.VIEWER), Role.VIEWER);
    projects.putMember(id, person(Least.EDITOR), Role.EDITOR);
    projects.putMember(id, person(Least.ADMIN), Role.ADMIN);
    return id;
  }

  private Dataset dataset(ProjectId project, UserId user, boolean ofItsOwn) {
    DatasetId id = new DatasetId(TestRuns.IDS.next());
    Dataset dataset =
        new Dataset(
            id,
            project,
            "walk.csv",
            DatasetFormat.CSV,
            ",",
            ofItsOwn ? "datasets/" + id : SHARED_KEY,
            8,
            "0".repeat(64),
            2,
            List.of(new Column("a", ColumnType.INTEGER), new Column("b", ColumnType.INTEGER)),
            Instant.now(),
            user);
    new PostgresDatasetCatalogue(backend.metadata())
        .insert(
            dataset,
            new TablePreview(List.of(List.of("1", "2"))),
            new TableProfile(2, 2, List.of(profile("a"), profile("b"))),
            DatasetFacts.NONE);
    return dataset;
  }

  private static TableProfile.ColumnProfile profile(String name) {
    return new TableProfile.ColumnProfile(
        name,
        ColumnType.INTEGER,
        0,
        2,
        true,
        "1",
        "2",
        1.5,
        0.7,
        Map.of("0.5", 1.5),
        null,
        List.of(),
        List.of(),
        true);
  }

  private void store(Run run, Model model) {
    new PostgresRunRepository(backend.metadata()).insert(run);
    append(
        new TimescaleLogRepository(backend.metadata()),
        new LogAttemptId(LogId.of(run.id()), 1),
        run.projectId());
    PostgresModelRepository models = new PostgresModelRepository(backend.metadata());
    models.insert(model);
    new PostgresArtifactRepository(backend.metadata())
        .put(
            new Artifact(
                run.id(),
                "table.csv",
                1,
                SHARED_KEY,
                "text/csv",
                8,
                "0".repeat(64),
                ArtifactRole.OTHER,
                1,
                Instant.now()));
  }
}
