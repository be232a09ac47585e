package signalbox.infrastructure.postgres.study;

import static signalbox.schema.metadata.Tables.STUDY_EVENT;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.study.StudyEventFilter;
import signalbox.application.study.StudyEventPlace;
import signalbox.application.study.StudyEventRepository;
import signalbox.domain.identity.UserId;
import signalbox.domain.run.RunId;
import signalbox.domain.study.StudyEvent;
import signalbox.domain.study.StudyEventType;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.StudyEventRecord;

/** Events of studies in the table {@code study_event}. */
public final class PostgresStudyEventRepository implements StudyEventRepository {
  private final PostgresDatabase database;

  public PostgresStudyEventRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void append(List<StudyEvent> events) {
    database
        .sql()
        .batchInsert(events.stream().map(PostgresStudyEventRepository::row).toList())
        .execute();
  }

  @Override
  public List<StudyEvent> after(
      RunId study, StudyEventFilter filter, StudyEventPlace place, int limit) {
    return database
        .sql()
        .selectFrom(STUDY_EVENT)
        .where(wanted(study, filter))
        .and(behind(place))
        .orderBy(STUDY_EVENT.REVISION, STUDY_EVENT.ORDINAL)
        .limit(limit)
        .fetch(PostgresStudyEventRepository::event);
  }

  @Override
  public List<StudyEvent> before(
      RunId study, StudyEventFilter filter, @Nullable StudyEventPlace place, int limit) {
    Condition wanted = wanted(study, filter);
    if (place != null) {
      wanted =
          wanted.and(
              DSL.row(STUDY_EVENT.REVISION, STUDY_EVENT.ORDINAL)
                  .lt(place.revision(), place.ordinal()));
    }
    return database
        .sql()
        .selectFrom(STUDY_EVENT)
        .where(wanted)
        .orderBy(STUDY_EVENT.REVISION.desc(), STUDY_EVENT.ORDINAL.desc())
        .limit(limit)
        .fetch(PostgresStudyEventRepository::event);
  }

  @Override
  public long countAfter(RunId study, StudyEventFilter filter, StudyEventPlace place) {
    return database.sql().fetchCount(STUDY_EVENT, wanted(study, filter).and(behind(place)));
  }

  private static Condition behind(StudyEventPlace place) {
    return DSL.row(STUDY_EVENT.REVISION, STUDY_EVENT.ORDINAL).gt(place.revision(), place.ordinal());
  }

  private static Condition wanted(RunId study, StudyEventFilter filter) {
    Condition wanted = STUDY_EVENT.STUDY_ID.eq(study.value());
    Integer trial = filter.trial();
    String text = filter.text();
    if (!filter.types().isEmpty()) {
      wanted =
          wanted.and(
              STUDY_EVENT.TYPE.in(
                  filter.types().stream().map(PostgresStudyEventRepository::word).toList()));
    }
    if (trial != null) {
      wanted = wanted.and(STUDY_EVENT.TRIAL.eq(trial));
    }
    return text == null ? wanted : wanted.and(STUDY_EVENT.TEXT.containsIgnoreCase(text));
  }

  private static StudyEventRecord row(StudyEvent event) {
    UserId by = event.by();
    StudyEventRecord row = new StudyEventRecord();
    row.setStudyId(event.study().value());
    row.setRevision(event.revision());
    row.setOrdinal(event.ordinal());
    row.setTime(event.time().atOffset(ZoneOffset.UTC));
    row.setType(word(event.type()));
    row.setTrial(event.trial());
    row.setByUser(by == null ? null : by.value());
    row.setText(event.text());
    return row;
  }

  private static StudyEvent event(StudyEventRecord row) {
    return new StudyEvent(
        new RunId(row.getStudyId()),
        row.getRevision(),
        row.getOrdinal(),
        row.getTime().toInstant(),
        StudyEventType.valueOf(row.getType().toUpperCase(Locale.ROOT)),
        row.getTrial(),
        row.getByUser() == null ? null : new UserId(row.getByUser()),
        row.getText());
  }

  private static String word(StudyEventType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
