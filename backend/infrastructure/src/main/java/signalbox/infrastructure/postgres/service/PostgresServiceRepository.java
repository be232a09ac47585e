package signalbox.infrastructure.postgres.service;

import static signalbox.schema.metadata.Sequences.SERVICE_REVISION;
import static signalbox.schema.metadata.Tables.SERVICE_INSTANCE;

import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.JSONB;
import org.jooq.Result;
import org.jooq.impl.DSL;
import signalbox.application.service.ServiceRepository;
import signalbox.application.shared.LastUsed;
import signalbox.domain.service.Algorithm;
import signalbox.domain.service.ServiceFacts;
import signalbox.domain.service.ServiceInstance;
import signalbox.infrastructure.postgres.shared.JsonColumns;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;
import signalbox.schema.metadata.tables.records.ServiceInstanceRecord;

/** ML services in PostgreSQL. Writers take turns, so that revisions commit in order. */
public final class PostgresServiceRepository implements ServiceRepository {
  private static final TypeReference<List<Algorithm>> ALGORITHMS = new TypeReference<>() {};

  /** The advisory lock of whoever draws revisions. */
  private static final long WRITER_LOCK = 0x5345525649434553L;

  /** In characters of JSON: some 8 MB with what was read from it. */
  private static final long KEPT = 2_000_000;

  private final PostgresDatabase database;
  private final LastUsed<String, List<Algorithm>> offers = new LastUsed<>(KEPT);

  public PostgresServiceRepository(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void put(ServiceInstance said) {
    database.sql().execute("select pg_advisory_xact_lock(?)", WRITER_LOCK);
    ServiceInstance instance = said;
    Result<ServiceInstanceRecord> known =
        database
            .sql()
            .selectFrom(SERVICE_INSTANCE)
            .where(SERVICE_INSTANCE.INSTANCE.eq(said.instance()))
            .and(SERVICE_INSTANCE.ORCHESTRATOR.eq(said.orchestrator()))
            .orderBy(SERVICE_INSTANCE.SEEN_AT.desc())
            .fetch();
    if (!known.isEmpty()) {
      ServiceInstance before = instance(known.getFirst());
      if (before.seenAt().isAfter(said.seenAt())) {
        return;
      }
      instance = said.upholding(before);
      database
          .sql()
          .deleteFrom(SERVICE_INSTANCE)
          .where(SERVICE_INSTANCE.INSTANCE.eq(said.instance()))
          .and(SERVICE_INSTANCE.ORCHESTRATOR.eq(said.orchestrator()))
          .execute();
    }
    ServiceInstanceRecord row = new ServiceInstanceRecord();
    row.setService(instance.service());
    row.setInstance(instance.instance());
    row.setVersion(instance.version());
    row.setInstanceId(instance.instanceId());
    row.setUp(instance.up());
    row.setSlots(instance.slots());
    row.setSlotsInUse(instance.slotsInUse());
    row.setBreakerState(instance.breakerState());
    row.setLastError(instance.lastError());
    row.setAlgorithms(JsonColumns.write(instance.algorithms()));
    row.setOrchestrator(instance.orchestrator());
    row.setAged(false);
    row.setFacts(JsonColumns.write(instance.facts()));
    row.setSeenAt(instance.seenAt().atOffset(ZoneOffset.UTC));
    row.setRevision(database.sql().nextval(SERVICE_REVISION));
    database.sql().insertInto(SERVICE_INSTANCE).set(row).execute();
  }

  @Override
  public List<ServiceInstance> list() {
    return database
        .sql()
        .selectFrom(SERVICE_INSTANCE)
        .orderBy(SERVICE_INSTANCE.SERVICE, SERVICE_INSTANCE.INSTANCE, SERVICE_INSTANCE.ORCHESTRATOR)
        .fetch(this::instance);
  }

  @Override
  public boolean age(Instant limit) {
    database.sql().execute("select pg_advisory_xact_lock(?)", WRITER_LOCK);
    return database
            .sql()
            .update(SERVICE_INSTANCE)
            .set(SERVICE_INSTANCE.AGED, true)
            .set(SERVICE_INSTANCE.REVISION, SERVICE_REVISION.nextval())
            .where(SERVICE_INSTANCE.SEEN_AT.lt(limit.atOffset(ZoneOffset.UTC)))
            .and(DSL.not(SERVICE_INSTANCE.AGED))
            .execute()
        > 0;
  }

  @Override
  public int removeBefore(Instant limit) {
    return database
        .sql()
        .deleteFrom(SERVICE_INSTANCE)
        .where(SERVICE_INSTANCE.SEEN_AT.lt(limit.atOffset(ZoneOffset.UTC)))
        .execute();
  }

  @Override
  public long revision() {
    Long newest =
        database
            .sql()
            .select(DSL.max(SERVICE_INSTANCE.REVISION))
            .from(SERVICE_INSTANCE)
            .fetchOneInto(Long.class);
    return newest == null ? 0 : newest;
  }

  @Override
  public Changes changedAfter(long revision) {
    Result<ServiceInstanceRecord> rows =
        database
            .sql()
            .selectFrom(SERVICE_INSTANCE)
            .where(SERVICE_INSTANCE.REVISION.gt(revision))
            .orderBy(SERVICE_INSTANCE.REVISION)
            .fetch();
    return new Changes(
        rows.map(this::instance), rows.isEmpty() ? revision : rows.getLast().getRevision());
  }

  private ServiceInstance instance(ServiceInstanceRecord row) {
    return new ServiceInstance(
        row.getService(),
        row.getInstance(),
        row.getVersion(),
        row.getInstanceId(),
        row.getUp(),
        row.getSlots(),
        row.getSlotsInUse(),
        row.getBreakerState(),
        row.getLastError(),
        algorithms(row.getAlgorithms()),
        row.getSeenAt().toInstant(),
        row.getOrchestrator(),
        JsonColumns.read(row.getFacts(), ServiceFacts.class));
  }

  /**
   * What an instance offers has the schemas of all its parameters. Each start of a run asks for it,
   * and it is said again every few seconds in the same words: these are read once.
   */
  private List<Algorithm> algorithms(JSONB words) {
    String text = words.data();
    List<Algorithm> known = offers.get(text);
    if (known == null) {
      known = List.copyOf(JsonColumns.read(words, ALGORITHMS));
      offers.put(text, known, text.length());
    }
    return known;
  }
}
