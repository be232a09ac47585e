package signalbox.infrastructure.postgres.service;

import static signalbox.schema.metadata.Tables.DEAD_LETTER;
import static signalbox.schema.metadata.Tables.RUN;

import java.math.BigDecimal;
import org.jooq.impl.DSL;
import signalbox.application.service.ServiceView;
import signalbox.application.service.ServiceViews;
import signalbox.application.service.SystemCounts;
import signalbox.infrastructure.postgres.shared.PostgresDatabase;

/** Figures from the metadata store, and from what orchestrators say. */
public final class PostgresSystemCounts implements SystemCounts {
  private final PostgresDatabase database;
  private final ServiceViews services;

  public PostgresSystemCounts(PostgresDatabase database, ServiceViews services) {
    this.database = database;
    this.services = services;
  }

  @Override
  public long deadLetters() {
    return database.sql().fetchCount(DEAD_LETTER, DEAD_LETTER.STATE.eq("open"));
  }

  @Override
  public long staleEvents() {
    BigDecimal here =
        database
            .sql()
            .select(DSL.sum(RUN.STALE_EVENTS))
            .from(RUN)
            .where(RUN.STALE_EVENTS.gt(0L))
            .fetchSingle(row -> row.value1() == null ? BigDecimal.ZERO : row.value1());
    return here.longValueExact()
        + services.list().stream().mapToLong(ServiceView::staleEvents).sum();
  }
}
