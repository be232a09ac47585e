package signalbox.infrastructure.postgres.event;

import static signalbox.schema.metadata.Tables.DEAD_LETTER;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.DeadLetter;
import signalbox.application.event.DeadLetterRepository;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.domain.identity.UserId;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.DeadLetterRecord;

/** Dead letters in the table {@code dead_letter}. */
public final class PostgresDeadLetterRepository implements DeadLetterRepository {
  private static final TypeReference<List<DeadLetter.Header>> HEADERS = new TypeReference<>() {};

  private final PostgresDatabase database;

  public PostgresDeadLetterRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public boolean insert(DeadLetter letter, int deadPartition, long deadOffset) {
    DeadLetterRecord row = new DeadLetterRecord();
    row.setId(letter.id());
    row.setState(word(letter.state()));
    row.setCause(plain(letter.cause()));
    row.setTopic(plain(letter.topic()));
    row.setPartition(letter.partition());
    row.setOffset(letter.offset());
    String key = letter.key();
    row.setKey(key == null ? null : plain(key));
    row.setHeaders(
        JsonColumns.write(
            letter.headers().stream()
                .map(header -> new DeadLetter.Header(plain(header.name()), plain(header.value())))
                .toList()));
    row.setPayload(letter.payload());
    row.setTime(letter.time().atOffset(ZoneOffset.UTC));
    row.setArrivedAt(letter.arrivedAt().atOffset(ZoneOffset.UTC));
    row.setDeadPartition(deadPartition);
    row.setDeadOffset(deadOffset);
    return database.sql().insertInto(DEAD_LETTER).set(row).onConflictDoNothing().execute() == 1;
  }

  @Override
  public Optional<DeadLetter> find(UUID id) {
    return database
        .sql()
        .selectFrom(DEAD_LETTER)
        .where(DEAD_LETTER.ID.eq(id))
        .fetchOptional(PostgresDeadLetterRepository::letter);
  }

  @Override
  public Optional<DeadLetter> lock(UUID id) {
    return database
        .sql()
        .selectFrom(DEAD_LETTER)
        .where(DEAD_LETTER.ID.eq(id))
        .forUpdate()
        .fetchOptional(PostgresDeadLetterRepository::letter);
  }

  @Override
  public void update(DeadLetter letter) {
    UserId by = letter.changedBy();
    database
        .sql()
        .update(DEAD_LETTER)
        .set(DEAD_LETTER.STATE, word(letter.state()))
        .set(
            DEAD_LETTER.CHANGED_AT,
            letter.changedAt() == null ? null : letter.changedAt().atOffset(ZoneOffset.UTC))
        .set(DEAD_LETTER.CHANGED_BY, by == null ? null : by.value())
        .where(DEAD_LETTER.ID.eq(letter.id()))
        .execute();
  }

  @Override
  public Page<DeadLetter> list(DeadLetter.@Nullable State state, PageRequest page) {
    Condition wanted = state == null ? DSL.noCondition() : DEAD_LETTER.STATE.eq(word(state));
    UUID before = UuidCursor.decode(page.cursor());
    long total = database.sql().fetchCount(DEAD_LETTER, wanted);
    List<DeadLetter> found =
        database
            .sql()
            .selectFrom(DEAD_LETTER)
            .where(before == null ? wanted : wanted.and(DEAD_LETTER.ID.lt(before)))
            .orderBy(DEAD_LETTER.ID.desc())
            .limit(page.limit() + 1)
            .fetch(PostgresDeadLetterRepository::letter);
    if (found.size() <= page.limit()) {
      return new Page<>(found, null, total);
    }
    List<DeadLetter> shown = found.subList(0, page.limit());
    return new Page<>(shown, UuidCursor.encode(shown.getLast().id()), total);
  }

  @Override
  public long open() {
    return database
        .sql()
        .fetchCount(DEAD_LETTER, DEAD_LETTER.STATE.eq(word(DeadLetter.State.OPEN)));
  }

  private static DeadLetter letter(DeadLetterRecord row) {
    return new DeadLetter(
        row.getId(),
        DeadLetter.State.valueOf(row.getState().toUpperCase(Locale.ROOT)),
        row.getCause(),
        row.getTopic(),
        row.getPartition(),
        row.getOffset(),
        row.getKey(),
        JsonColumns.read(row.getHeaders(), HEADERS),
        row.getPayload(),
        row.getTime().toInstant(),
        row.getArrivedAt().toInstant(),
        row.getChangedAt() == null ? null : row.getChangedAt().toInstant(),
        row.getChangedBy() == null ? null : new UserId(row.getChangedBy()));
  }

  private static String word(DeadLetter.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** The database cannot store the character 0. */
  private static String plain(String text) {
    return text.replace("\u0000", "");
  }
}
