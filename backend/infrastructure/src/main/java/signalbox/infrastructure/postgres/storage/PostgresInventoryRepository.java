package signalbox.infrastructure.postgres.storage;

import static signalbox.schema.metadata.Tables.INVENTORY;
import static signalbox.schema.metadata.Tables.ORPHAN;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Page;
import signalbox.application.shared.PageRequest;
import signalbox.application.shared.UuidCursor;
import signalbox.application.storage.InventoryRepository;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.storage.Finding;
import signalbox.domain.storage.Inventory;
import signalbox.domain.storage.InventoryId;
import signalbox.domain.storage.InventoryKind;
import signalbox.domain.storage.InventoryState;
import signalbox.domain.storage.Orphan;
import signalbox.domain.storage.OrphanOutcome;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.InventoryRecord;
import signalbox.schema.metadata.tables.records.OrphanRecord;

/**
 * Inventories in the tables {@code inventory} and {@code orphan}. A partial unique index lets one
 * go on at a time; who works at it has a lease on its row.
 */
public final class PostgresInventoryRepository implements InventoryRepository {
  private static final TypeReference<Map<String, Finding>> FINDINGS = new TypeReference<>() {};

  private static final Condition ACTIVE =
      INVENTORY.STATE.in(
          DSL.inline(word(InventoryState.LOOKING)), DSL.inline(word(InventoryState.REMOVING)));

  private final PostgresDatabase database;

  public PostgresInventoryRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public boolean insert(Inventory inventory) {
    InventoryRecord row = new InventoryRecord();
    row.setId(inventory.id().value());
    row.setRequestedBy(inventory.requestedBy().value());
    row.setRequestedAt(time(inventory.requestedAt()));
    put(row, inventory);
    return database.sql().insertInto(INVENTORY).set(row).onConflictDoNothing().execute() == 1;
  }

  @Override
  public Optional<Inventory> find(InventoryId id) {
    return database
        .sql()
        .selectFrom(INVENTORY)
        .where(INVENTORY.ID.eq(id.value()))
        .fetchOptional(PostgresInventoryRepository::inventory);
  }

  @Override
  public Optional<Inventory> lock(InventoryId id) {
    return database
        .sql()
        .selectFrom(INVENTORY)
        .where(INVENTORY.ID.eq(id.value()))
        .forUpdate()
        .fetchOptional(PostgresInventoryRepository::inventory);
  }

  @Override
  public Page<Inventory> list(PageRequest page) {
    UUID before = UuidCursor.decode(page.cursor());
    long total = database.sql().fetchCount(INVENTORY);
    List<Inventory> found =
        database
            .sql()
            .selectFrom(INVENTORY)
            .where(before == null ? DSL.noCondition() : INVENTORY.ID.lt(before))
            .orderBy(INVENTORY.ID.desc())
            .limit(page.limit() + 1)
            .fetch(PostgresInventoryRepository::inventory);
    if (found.size() <= page.limit()) {
      return new Page<>(found, null, total);
    }
    List<Inventory> shown = found.subList(0, page.limit());
    return new Page<>(shown, UuidCursor.encode(shown.getLast().id().value()), total);
  }

  @Override
  public void update(Inventory inventory) {
    InventoryRecord row = new InventoryRecord();
    put(row, inventory);
    try {
      database
          .sql()
          .update(INVENTORY)
          .set(row)
          .where(INVENTORY.ID.eq(inventory.id().value()))
          .execute();
    } catch (IntegrityConstraintViolationException e) {
      throw SignalboxException.of(ErrorCode.INVENTORY_BUSY).causedBy(e);
    }
  }

  @Override
  public Optional<Inventory> claim(UUID worker, Instant now, Instant until) {
    return database
        .sql()
        .update(INVENTORY)
        .set(INVENTORY.CLAIMED_BY, worker)
        .set(INVENTORY.CLAIMED_UNTIL, time(until))
        .where(
            INVENTORY.ID.in(
                DSL.select(INVENTORY.ID)
                    .from(INVENTORY)
                    .where(ACTIVE)
                    .and(
                        INVENTORY
                            .CLAIMED_UNTIL
                            .isNull()
                            .or(INVENTORY.CLAIMED_UNTIL.le(time(now)))
                            .or(INVENTORY.CLAIMED_BY.eq(worker)))
                    .forUpdate()
                    .skipLocked()))
        .returning()
        .fetchOptional()
        .map(PostgresInventoryRepository::inventory);
  }

  @Override
  public boolean save(Inventory inventory, UUID worker, Instant until) {
    InventoryRecord row = new InventoryRecord();
    put(row, inventory);
    row.setClaimedUntil(time(until));
    return database
            .sql()
            .update(INVENTORY)
            .set(row)
            .where(INVENTORY.ID.eq(inventory.id().value()))
            .and(INVENTORY.CLAIMED_BY.eq(worker))
            .and(ACTIVE)
            .execute()
        == 1;
  }

  @Override
  public void append(InventoryId id, List<Orphan> found) {
    database
        .sql()
        .batchInsert(
            found.stream()
                .map(orphan -> {
                  OrphanRecord row = new OrphanRecord();
                  row.setInventoryId(id.value());
                  row.setNumber(orphan.number());
                  row.setKind(word(orphan.kind()));
                  row.setName(orphan.name());
                  row.setUploadId(orphan.uploadId());
                  row.setBytes(orphan.bytes());
                  row.setEntries(orphan.entries());
                  row.setChangedAt(time(orphan.changedAt()));
                  return row;
                })
                .toList())
        .execute();
  }

  @Override
  public List<Orphan> pending(InventoryId id, int most) {
    return database
        .sql()
        .selectFrom(ORPHAN)
        .where(ORPHAN.INVENTORY_ID.eq(id.value()))
        .and(ORPHAN.OUTCOME.isNull())
        .orderBy(ORPHAN.NUMBER)
        .limit(most)
        .fetch(PostgresInventoryRepository::orphan);
  }

  @Override
  public void settle(InventoryId id, Map<Long, OrphanOutcome> outcomes) {
    for (OrphanOutcome outcome : OrphanOutcome.values()) {
      Long[] numbers =
          outcomes.entrySet().stream()
              .filter(entry -> entry.getValue() == outcome)
              .map(Map.Entry::getKey)
              .toArray(Long[]::new);
      if (numbers.length > 0) {
        database
            .sql()
            .update(ORPHAN)
            .set(ORPHAN.OUTCOME, word(outcome))
            .where(ORPHAN.INVENTORY_ID.eq(id.value()))
            .and(ORPHAN.NUMBER.eq(DSL.any(numbers)))
            .execute();
      }
    }
  }

  @Override
  public Page<Orphan> orphans(InventoryId id, @Nullable InventoryKind kind, PageRequest page) {
    Condition wanted = ORPHAN.INVENTORY_ID.eq(id.value());
    if (kind != null) {
      wanted = wanted.and(ORPHAN.KIND.eq(word(kind)));
    }
    long after = number(page.cursor());
    long total = database.sql().fetchCount(ORPHAN, wanted);
    List<Orphan> found =
        database
            .sql()
            .selectFrom(ORPHAN)
            .where(wanted)
            .and(ORPHAN.NUMBER.gt(after))
            .orderBy(ORPHAN.NUMBER)
            .limit(page.limit() + 1)
            .fetch(PostgresInventoryRepository::orphan);
    if (found.size() <= page.limit()) {
      return new Page<>(found, null, total);
    }
    List<Orphan> shown = found.subList(0, page.limit());
    return new Page<>(shown, Long.toString(shown.getLast().number()), total);
  }

  private static long number(@Nullable String cursor) {
    try {
      return cursor == null ? 0 : Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw SignalboxException.invalid("cursor", "is not a cursor of this list").causedBy(e);
    }
  }

  @Override
  public int removeBefore(Instant limit, int most) {
    return database
        .sql()
        .deleteFrom(INVENTORY)
        .where(
            INVENTORY.ID.in(
                DSL.select(INVENTORY.ID)
                    .from(INVENTORY)
                    .where(INVENTORY.REQUESTED_AT.lt(time(limit)))
                    .and(DSL.not(ACTIVE))
                    .orderBy(INVENTORY.REQUESTED_AT)
                    .limit(most)))
        .execute();
  }

  /** Everything that changes, but the claim. */
  private static void put(InventoryRecord row, Inventory inventory) {
    row.setState(word(inventory.state()));
    row.setStep(word(inventory.step()));
    row.setAfterName(inventory.after());
    row.setSeen(inventory.seen());
    row.setExpected(inventory.expected());
    row.setFindings(JsonColumns.write(inventory.findings()));
    row.setRemovable(inventory.removable());
    row.setRemovableBytes(inventory.removableBytes());
    row.setFoundAt(optional(inventory.foundAt()));
    Inventory.Removal removal = inventory.removal();
    row.setRemovalBy(removal == null ? null : removal.requestedBy().value());
    row.setRemovalAt(removal == null ? null : time(removal.requestedAt()));
    row.setRemoved(removal == null ? 0L : removal.removed());
    row.setRemovedBytes(removal == null ? 0L : removal.removedBytes());
    row.setGone(removal == null ? 0L : removal.gone());
    row.setSpared(removal == null ? 0L : removal.spared());
    row.setEndedAt(optional(inventory.endedAt()));
    row.setProblem(inventory.problem());
  }

  private static Inventory inventory(InventoryRecord row) {
    Map<InventoryKind, Finding> findings = new EnumMap<>(InventoryKind.class);
    // A later program may know more kinds.
    Map<String, Finding> stored = JsonColumns.read(row.getFindings(), FINDINGS);
    for (InventoryKind kind : InventoryKind.values()) {
      Finding finding = stored.get(kind.name());
      if (finding != null) {
        findings.put(kind, finding);
      }
    }
    UUID remover = row.getRemovalBy();
    OffsetDateTime found = row.getFoundAt();
    OffsetDateTime ended = row.getEndedAt();
    return new Inventory(
        new InventoryId(row.getId()),
        InventoryState.valueOf(upper(row.getState())),
        new UserId(row.getRequestedBy()),
        row.getRequestedAt().toInstant(),
        Inventory.Step.valueOf(upper(row.getStep())),
        row.getAfterName(),
        row.getSeen(),
        row.getExpected(),
        findings,
        row.getRemovable(),
        row.getRemovableBytes(),
        found == null ? null : found.toInstant(),
        remover == null
            ? null
            : new Inventory.Removal(
                new UserId(remover),
                row.getRemovalAt().toInstant(),
                row.getRemoved(),
                row.getRemovedBytes(),
                row.getGone(),
                row.getSpared()),
        ended == null ? null : ended.toInstant(),
        row.getProblem());
  }

  private static Orphan orphan(OrphanRecord row) {
    String outcome = row.getOutcome();
    return new Orphan(
        row.getNumber(),
        InventoryKind.valueOf(upper(row.getKind())),
        row.getName(),
        row.getUploadId(),
        row.getBytes(),
        row.getEntries(),
        row.getChangedAt().toInstant(),
        outcome == null ? null : OrphanOutcome.valueOf(upper(outcome)));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable OffsetDateTime optional(@Nullable Instant instant) {
    return instant == null ? null : time(instant);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
