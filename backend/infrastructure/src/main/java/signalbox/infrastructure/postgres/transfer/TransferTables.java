package signalbox.infrastructure.postgres.transfer;

import static signalbox.infrastructure.postgres.transfer.ColumnRule.DOCUMENT;
import static signalbox.infrastructure.postgres.transfer.ColumnRule.KEPT;
import static signalbox.infrastructure.postgres.transfer.ColumnRule.LEFT_OUT;
import static signalbox.infrastructure.postgres.transfer.ColumnRule.MEDIA_TYPE;
import static signalbox.infrastructure.postgres.transfer.ColumnRule.OBJECT;
import static signalbox.infrastructure.postgres.transfer.ColumnRule.RENEWED;
import static signalbox.infrastructure.postgres.transfer.ColumnRule.USER;
import static signalbox.infrastructure.postgres.transfer.ColumnRule.USER_OR_NONE;
import static signalbox.schema.metadata.Tables.ALERT_RULE;
import static signalbox.schema.metadata.Tables.ARTIFACT;
import static signalbox.schema.metadata.Tables.DATASET;
import static signalbox.schema.metadata.Tables.MODEL;
import static signalbox.schema.metadata.Tables.MODEL_VERSION;
import static signalbox.schema.metadata.Tables.PROJECT;
import static signalbox.schema.metadata.Tables.RUN;
import static signalbox.schema.metadata.Tables.RUN_EVENT;
import static signalbox.schema.metadata.Tables.RUN_LOG_COUNT;
import static signalbox.schema.metadata.Tables.RUN_METRIC;
import static signalbox.schema.metadata.Tables.RUN_NOTE;
import static signalbox.schema.metadata.Tables.RUN_TEMPLATE;
import static signalbox.schema.metadata.Tables.SAVED_VIEW;
import static signalbox.schema.metadata.Tables.STUDY;
import static signalbox.schema.metadata.Tables.STUDY_EVENT;
import static signalbox.schema.metadata.Tables.STUDY_INSTANCE;
import static signalbox.schema.metadata.Tables.TRIAL;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one place that says what of the metadata schema travels with a project. Every table and every
 * column is named here, those that stay at home as well; a test walks the schema and asks for a
 * decision on whatever is new.
 */
final class TransferTables {
  private static final String OF_PROJECT = "t.project_id = {0}";
  private static final String OF_RUNS =
      "t.run_id in (select id from metadata.run where project_id = {0})";
  private static final String OF_STUDIES =
      "t.study_id in (select id from metadata.run where project_id = {0})";

  /** In an order in which each row comes after those that it refers to. */
  static final List<TransferTable> ALL =
      List.of(
          TransferTable.of(PROJECT, "t.id = {0}", PROJECT.ID)
              .with(ColumnRule.PROJECT, PROJECT.ID)
              .with(RENEWED, PROJECT.BASELINE_RUN_ID)
              .with(
                  KEPT,
                  PROJECT.NAME,
                  PROJECT.DESCRIPTION,
                  PROJECT.RUN_REVISION,
                  PROJECT.CREATED_AT,
                  PROJECT.MAX_RUNNING,
                  PROJECT.WEIGHT,
                  PROJECT.LOG_RETENTION_DAYS,
                  PROJECT.METRIC_RETENTION_DAYS),
          TransferTable.of(DATASET, OF_PROJECT, DATASET.ID)
              .with(RENEWED, DATASET.ID, DATASET.FAMILY_ID)
              .with(ColumnRule.PROJECT, DATASET.PROJECT_ID)
              .with(USER, DATASET.CREATED_BY)
              .with(OBJECT, DATASET.OBJECT_KEY)
              .with(DOCUMENT, DATASET.SOURCE)
              .with(
                  KEPT,
                  DATASET.NAME,
                  DATASET.FORMAT,
                  DATASET.DELIMITER,
                  DATASET.SIZE_BYTES,
                  DATASET.SHA256,
                  DATASET.ROW_COUNT,
                  DATASET.COLUMNS,
                  DATASET.PREVIEW,
                  DATASET.PROFILE,
                  DATASET.CREATED_AT,
                  DATASET.VERSION,
                  DATASET.DESCRIPTION,
                  DATASET.SOURCE_SHA256,
                  DATASET.SKIPPED_ROWS,
                  DATASET.SKIPPED,
                  DATASET.TARGET,
                  DATASET.TASK,
                  DATASET.QUALITY,
                  DATASET.MODEL),
          TransferTable.of(RUN, OF_PROJECT, RUN.ID)
              .with(RENEWED, RUN.ID, RUN.DATASET_ID, RUN.MODEL_ID)
              .with(ColumnRule.PROJECT, RUN.PROJECT_ID)
              .with(USER, RUN.CREATED_BY)
              .with(DOCUMENT, RUN.SPEC, RUN.STOP)
              .with(
                  KEPT,
                  RUN.KIND,
                  RUN.NAME,
                  RUN.STATUS,
                  RUN.STATUS_REASON,
                  RUN.ALGORITHM,
                  RUN.MODEL_VERSION,
                  RUN.TAGS,
                  RUN.PRIORITY,
                  RUN.MAX_ATTEMPTS,
                  RUN.ATTEMPT,
                  RUN.SERVICE,
                  RUN.INSTANCE,
                  RUN.PROGRESS,
                  RUN.PROGRESS_SEQUENCE,
                  RUN.SUMMARY,
                  RUN.FAILURE,
                  RUN.STOPPED_EARLY,
                  RUN.STATUS_SEQUENCE,
                  RUN.REVISION,
                  RUN.PROJECT_REVISION,
                  RUN.TRACE_ID,
                  RUN.CREATED_AT,
                  RUN.STARTED_AT,
                  RUN.ENDED_AT,
                  RUN.LAST_CONTACT_AT,
                  RUN.WAIT_REASON,
                  RUN.STALE_EVENTS,
                  RUN.FIRST_EVENT_AT,
                  RUN.LAST_EVENT_AT,
                  RUN.METRICS_EXPIRED,
                  RUN.ARCHIVED_AT,
                  RUN.NOTES_UPDATED_AT,
                  RUN.OUTCOME),
          TransferTable.of(MODEL, OF_PROJECT, MODEL.ID)
              .with(RENEWED, MODEL.ID)
              .with(ColumnRule.PROJECT, MODEL.PROJECT_ID)
              .with(KEPT, MODEL.NAME, MODEL.LATEST_VERSION, MODEL.CREATED_AT),
          TransferTable.of(
                  MODEL_VERSION,
                  "t.model_id in (select id from metadata.model where project_id = {0})",
                  MODEL_VERSION.MODEL_ID,
                  MODEL_VERSION.VERSION)
              .with(RENEWED, MODEL_VERSION.MODEL_ID, MODEL_VERSION.RUN_ID)
              .with(OBJECT, MODEL_VERSION.OBJECT_KEY)
              .with(
                  KEPT,
                  MODEL_VERSION.VERSION,
                  MODEL_VERSION.ALGORITHM,
                  MODEL_VERSION.TASK,
                  MODEL_VERSION.TARGET,
                  MODEL_VERSION.FORMAT,
                  MODEL_VERSION.SIZE_BYTES,
                  MODEL_VERSION.SHA256,
                  MODEL_VERSION.SIGNATURE,
                  MODEL_VERSION.SUMMARY,
                  MODEL_VERSION.CREATED_AT),
          TransferTable.of(ARTIFACT, OF_RUNS, ARTIFACT.RUN_ID, ARTIFACT.NAME)
              .with(RENEWED, ARTIFACT.RUN_ID)
              .with(OBJECT, ARTIFACT.OBJECT_KEY)
              .with(MEDIA_TYPE, ARTIFACT.CONTENT_TYPE)
              .with(
                  KEPT,
                  ARTIFACT.NAME,
                  ARTIFACT.ATTEMPT,
                  ARTIFACT.SIZE_BYTES,
                  ARTIFACT.SHA256,
                  ARTIFACT.ROLE,
                  ARTIFACT.REVISION,
                  ARTIFACT.CREATED_AT),
          TransferTable.of(
                  RUN_EVENT, OF_RUNS, RUN_EVENT.RUN_ID, RUN_EVENT.REVISION, RUN_EVENT.ORDINAL)
              .with(RENEWED, RUN_EVENT.RUN_ID)
              .with(DOCUMENT, RUN_EVENT.DETAIL)
              .with(
                  KEPT,
                  RUN_EVENT.REVISION,
                  RUN_EVENT.ORDINAL,
                  RUN_EVENT.TIME,
                  RUN_EVENT.ATTEMPT,
                  RUN_EVENT.TYPE),
          TransferTable.of(RUN_NOTE, OF_RUNS, RUN_NOTE.RUN_ID)
              .with(RENEWED, RUN_NOTE.RUN_ID)
              .with(USER, RUN_NOTE.UPDATED_BY)
              .with(KEPT, RUN_NOTE.TEXT, RUN_NOTE.UPDATED_AT),
          TransferTable.of(RUN_LOG_COUNT, OF_RUNS, RUN_LOG_COUNT.RUN_ID)
              .with(RENEWED, RUN_LOG_COUNT.RUN_ID)
              .with(KEPT, RUN_LOG_COUNT.WARNINGS, RUN_LOG_COUNT.ERRORS),
          // Its statements are MetricRows: in the file the key stands where the row has a number.
          TransferTable.of(RUN_METRIC, OF_RUNS, RUN_METRIC.RUN_ID, RUN_METRIC.KEY_ID)
              .with(RENEWED, RUN_METRIC.RUN_ID)
              .with(LEFT_OUT, RUN_METRIC.KEY_ID)
              .with(
                  KEPT,
                  RUN_METRIC.ATTEMPT,
                  RUN_METRIC.LAST_STEP,
                  RUN_METRIC.POINTS,
                  RUN_METRIC.FINITE,
                  RUN_METRIC.LAST,
                  RUN_METRIC.MIN,
                  RUN_METRIC.MAX,
                  RUN_METRIC.MEAN),
          TransferTable.of(STUDY, OF_RUNS, STUDY.RUN_ID)
              .with(RENEWED, STUDY.RUN_ID, STUDY.START_FROM)
              .with(DOCUMENT, STUDY.BEST)
              .with(
                  KEPT,
                  STUDY.DEFINITION,
                  STUDY.TIME_BUDGET_SECONDS,
                  STUDY.TRIALS,
                  STUDY.PARALLELISM,
                  STUDY.PAUSED,
                  STUDY.STOPPING,
                  STUDY.ENQUEUED,
                  STUDY.PRUNED_NUMBERS,
                  STUDY.PLAN_REVISION,
                  STUDY.BEGUN_TRIALS,
                  STUDY.BEGUN_BY_HAND,
                  STUDY.COMPLETED_TRIALS,
                  STUDY.PRUNED_TRIALS,
                  STUDY.FAILED_TRIALS,
                  STUDY.CANCELLED_TRIALS,
                  STUDY.IMPROVEMENTS,
                  STUDY.TROUBLE,
                  STUDY.TOLD_REVISION,
                  STUDY.TOLD_AT,
                  STUDY.REVISION),
          TransferTable.of(TRIAL, OF_RUNS, TRIAL.STUDY_ID, TRIAL.NUMBER)
              .with(RENEWED, TRIAL.STUDY_ID, TRIAL.RUN_ID)
              .with(
                  KEPT,
                  TRIAL.NUMBER,
                  TRIAL.PARAMETERS,
                  TRIAL.PROPOSED,
                  TRIAL.STATE,
                  TRIAL.OBJECTIVE_VALUES,
                  TRIAL.CONSTRAINT_VALUES,
                  TRIAL.LAST_STEP,
                  TRIAL.MESSAGE,
                  TRIAL.BEGUN_AT,
                  TRIAL.ENDED_AT,
                  TRIAL.REVISION),
          TransferTable.of(
                  STUDY_INSTANCE, OF_STUDIES, STUDY_INSTANCE.STUDY_ID, STUDY_INSTANCE.PLACE)
              .with(RENEWED, STUDY_INSTANCE.STUDY_ID, STUDY_INSTANCE.DATASET_ID)
              .with(KEPT, STUDY_INSTANCE.PLACE),
          TransferTable.of(
                  STUDY_EVENT,
                  OF_STUDIES,
                  STUDY_EVENT.STUDY_ID,
                  STUDY_EVENT.REVISION,
                  STUDY_EVENT.ORDINAL)
              .with(RENEWED, STUDY_EVENT.STUDY_ID)
              .with(USER_OR_NONE, STUDY_EVENT.BY_USER)
              .with(
                  KEPT,
                  STUDY_EVENT.REVISION,
                  STUDY_EVENT.ORDINAL,
                  STUDY_EVENT.TIME,
                  STUDY_EVENT.TYPE,
                  STUDY_EVENT.TRIAL,
                  STUDY_EVENT.TEXT),
          TransferTable.of(
                  SAVED_VIEW, OF_PROJECT + " and (t.team or t.owner_id = {1})", SAVED_VIEW.ID)
              .with(RENEWED, SAVED_VIEW.ID)
              .with(ColumnRule.PROJECT, SAVED_VIEW.PROJECT_ID)
              .with(USER, SAVED_VIEW.OWNER_ID)
              .with(
                  KEPT,
                  SAVED_VIEW.TEAM,
                  SAVED_VIEW.NAME,
                  SAVED_VIEW.STATE,
                  SAVED_VIEW.IS_DEFAULT,
                  SAVED_VIEW.CREATED_AT,
                  SAVED_VIEW.UPDATED_AT),
          TransferTable.of(RUN_TEMPLATE, OF_PROJECT + " and t.owner_id = {1}", RUN_TEMPLATE.ID)
              .with(RENEWED, RUN_TEMPLATE.ID)
              .with(ColumnRule.PROJECT, RUN_TEMPLATE.PROJECT_ID)
              .with(USER, RUN_TEMPLATE.OWNER_ID)
              .with(DOCUMENT, RUN_TEMPLATE.RUN)
              .with(KEPT, RUN_TEMPLATE.NAME, RUN_TEMPLATE.KIND, RUN_TEMPLATE.SAVED_AT),
          TransferTable.of(
                  ALERT_RULE, OF_PROJECT + " and (t.shared or t.owner_id = {1})", ALERT_RULE.ID)
              .with(RENEWED, ALERT_RULE.ID, ALERT_RULE.SCOPE_RUN_ID)
              .with(ColumnRule.PROJECT, ALERT_RULE.PROJECT_ID)
              .with(USER, ALERT_RULE.OWNER_ID)
              .with(
                  KEPT,
                  ALERT_RULE.SHARED,
                  ALERT_RULE.NAME,
                  ALERT_RULE.ENABLED,
                  ALERT_RULE.STATUSES,
                  ALERT_RULE.METRIC_KEY,
                  ALERT_RULE.AGGREGATE,
                  ALERT_RULE.COMPARISON,
                  ALERT_RULE.THRESHOLD,
                  ALERT_RULE.POINTS,
                  ALERT_RULE.STUDY_IMPROVED,
                  ALERT_RULE.STUDY_BY,
                  ALERT_RULE.STUDY_ENDED,
                  ALERT_RULE.SCOPE_KIND,
                  ALERT_RULE.SCOPE_TAG,
                  ALERT_RULE.SCOPE_NAME,
                  ALERT_RULE.CREATED_AT,
                  ALERT_RULE.LAST_FIRED_AT));

  /** Tables of which nothing travels, and why. */
  static final Map<String, String> AT_HOME =
      Map.ofEntries(
          Map.entry("schema_version", "of the installation"),
          Map.entry("user_account", "people do not travel"),
          Map.entry("session", "a secret"),
          Map.entry("api_token", "a secret"),
          Map.entry("project_member", "in the file as «member», for information alone"),
          Map.entry("upload", "on its way, and somebody's own"),
          Map.entry("prediction", "answers that somebody waited for, and that expire"),
          Map.entry("service_instance", "of the installation"),
          Map.entry("outbox", "of the installation; nothing imported is ever executed"),
          Map.entry("idempotency_key", "of the installation, and expires"),
          Map.entry("run_watch", "of runs that go on; no imported one does"),
          Map.entry("command_sent", "where Kafka of the installation had commands"),
          Map.entry("run_moment", "when viewers of the installation saw something"),
          Map.entry("dead_letter", "of the installation"),
          Map.entry("run_removal", "of runs that are gone"),
          Map.entry("run_deletion", "for viewers of the installation"),
          Map.entry("forgotten_deletion", "for viewers of the installation"),
          Map.entry("trial_deletion", "for viewers of the installation"),
          Map.entry("inventory", "of the installation"),
          Map.entry("orphan", "of the installation"),
          Map.entry("chore", "of the installation"),
          Map.entry("retention_run", "what the installation has removed"),
          Map.entry("parameter_key", "made anew by a trigger"),
          Map.entry("run_parameter", "made anew by a trigger"),
          Map.entry("metric_key", "in the file with run_metric"),
          Map.entry("run_metric_backlog", "run_metric is complete"),
          Map.entry("short_link", "belongs to no project"),
          Map.entry("alert_watch", "of runs that go on; no imported one does"),
          Map.entry("alert", "of runs that went on elsewhere; no imported one fires"),
          Map.entry("notification_inbox", "somebody's own"),
          Map.entry("notification", "somebody's own"),
          Map.entry("run_mute", "somebody's own"),
          Map.entry("webhook", "its secret is sealed, and its address may hold one"),
          Map.entry("webhook_delivery", "of a webhook"),
          Map.entry("webhook_attempt", "of a webhook"),
          Map.entry("project_import", "of the installation"),
          Map.entry("import_run", "of the installation"),
          Map.entry("import_object", "of the installation"),
          Map.entry("import_origin", "of the installation; a second journey counts from the last"));

  /** Members, as the file tells of them. */
  static final String MEMBER = "member";

  private TransferTables() {}

  static Optional<TransferTable> find(String name) {
    return ALL.stream().filter(table -> table.name().equals(name)).findFirst();
  }
}
