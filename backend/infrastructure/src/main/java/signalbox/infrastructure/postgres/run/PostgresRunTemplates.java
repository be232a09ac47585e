package signalbox.infrastructure.postgres.run;

import static signalbox.schema.metadata.Tables.RUN_TEMPLATE;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import signalbox.application.run.RunTemplates;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunTemplate;
import signalbox.domain.run.RunTemplateId;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.RunTemplateRecord;

/** Templates in the table {@code run_template}. */
public final class PostgresRunTemplates implements RunTemplates {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final PostgresDatabase database;

  public PostgresRunTemplates(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public RunTemplate save(RunTemplate template) {
    RunTemplateRecord row = new RunTemplateRecord();
    row.setId(template.id().value());
    row.setProjectId(template.projectId().value());
    row.setOwnerId(template.owner().value());
    row.setName(template.name());
    row.setKind(template.kind().name().toLowerCase(Locale.ROOT));
    row.setRun(JsonColumns.write(template.run()));
    row.setSavedAt(template.savedAt().atOffset(ZoneOffset.UTC));
    return template(
        database
            .sql()
            .insertInto(RUN_TEMPLATE)
            .set(row)
            .onConflict(RUN_TEMPLATE.PROJECT_ID, RUN_TEMPLATE.OWNER_ID, RUN_TEMPLATE.NAME)
            .doUpdate()
            .set(RUN_TEMPLATE.KIND, row.getKind())
            .set(RUN_TEMPLATE.RUN, row.getRun())
            .set(RUN_TEMPLATE.SAVED_AT, row.getSavedAt())
            .returning()
            .fetchSingle());
  }

  @Override
  public List<RunTemplate> list(ProjectId project, UserId owner) {
    return database
        .sql()
        .selectFrom(RUN_TEMPLATE)
        .where(RUN_TEMPLATE.PROJECT_ID.eq(project.value()))
        .and(RUN_TEMPLATE.OWNER_ID.eq(owner.value()))
        .orderBy(RUN_TEMPLATE.NAME.collate("C"))
        .fetch(PostgresRunTemplates::template);
  }

  @Override
  public boolean delete(ProjectId project, UserId owner, RunTemplateId id) {
    return database
            .sql()
            .deleteFrom(RUN_TEMPLATE)
            .where(RUN_TEMPLATE.ID.eq(id.value()))
            .and(RUN_TEMPLATE.PROJECT_ID.eq(project.value()))
            .and(RUN_TEMPLATE.OWNER_ID.eq(owner.value()))
            .execute()
        == 1;
  }

  private static RunTemplate template(RunTemplateRecord row) {
    return new RunTemplate(
        new RunTemplateId(row.getId()),
        new ProjectId(row.getProjectId()),
        new UserId(row.getOwnerId()),
        row.getName(),
        RunKind.valueOf(row.getKind().toUpperCase(Locale.ROOT)),
        JsonColumns.read(row.getRun(), OBJECT),
        row.getSavedAt().toInstant());
  }
}
