package signalbox.application.transfer;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.dataset.UploadFiles;
import signalbox.application.dataset.UploadRepository;
import signalbox.application.log.LogRepository;
import signalbox.application.metric.MetricRepository;
import signalbox.application.project.LimitsOutbox;
import signalbox.application.project.ProjectRepository;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.transfer.ProjectImport;

/**
 * Carries out imports, one after the other. What is cut off, by a store that is away or the end of
 * this program, is begun again as a new attempt a few times; what the attempt before has stored is
 * removed by {@link RemoveImportTraces}.
 */
public final class CarryOutImports implements Runnable, AutoCloseable {
  /** The pause between two looks: whoever starts an import wakes, but not who lets one go. */
  public static final Duration BETWEEN = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final int MOST_WITHOUT_UPLOAD = 100;

  private final Ports ports;
  private final ImportWork.Ports work;
  private final Transactions transactions;
  private final InstantSource clock;
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean stopping;

  /**
   * What is read and written.
   *
   * @param readBack looks at everything that was written, in the transaction that has written it;
   *     throws {@code import.invalid} for what cannot be read
   */
  public record Ports(
      UploadRepository uploads,
      UploadFiles uploadFiles,
      ImportRepository imports,
      ImportTraces traces,
      ImportedRows rows,
      ProjectFiles files,
      ObjectStore objects,
      MetricRepository metrics,
      LogRepository logs,
      ProjectRepository projects,
      LimitsOutbox limits,
      BiConsumer<ProjectId, UserId> readBack) {}

  /**
   * @param folder holds an object while it is stored
   */
  public CarryOutImports(
      Ports ports, Path folder, Transactions transactions, IdGenerator ids, InstantSource clock) {
    this.ports = ports;
    this.transactions = transactions;
    this.clock = clock;
    this.work =
        new ImportWork.Ports(
            ports.imports(),
            ports.traces(),
            ports.rows(),
            ports.files(),
            ports.objects(),
            ports.metrics(),
            ports.logs(),
            ports.projects(),
            ports.limits(),
            ports.readBack(),
            transactions,
            ids,
            folder);
  }

  /** Ends what goes on soon, for another backend or the next start to take it up. */
  @Override
  public void close() {
    stopping = true;
  }

  /** How many became projects since the start. */
  public long doneImports() {
    return done.sum();
  }

  /** How many failed since the start. */
  public long failedImports() {
    return failed.sum();
  }

  @Override
  public void run() {
    ports
        .imports()
        .withoutUpload(clock.instant(), MOST_WITHOUT_UPLOAD)
        .forEach(item -> fail(item, SignalboxException.of(ErrorCode.UPLOAD_EXPIRED)));
    Optional<ProjectImport> next = claim();
    while (next.isPresent()) {
      carryOut(next.get());
      next = claim();
    }
  }

  private Optional<ProjectImport> claim() {
    List<UploadId> here = ports.uploadFiles().list();
    if (stopping || here.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    return transactions.inTransaction(
        () -> ports.imports().claim(here, now, now.plus(Heartbeat.LEASE)));
  }

  private void carryOut(ProjectImport item) {
    UploadId upload = item.upload();
    if (item.attempt() > ProjectImport.MOST_ATTEMPTS || upload == null) {
      fail(item, interrupted(item));
      return;
    }
    try (Heartbeat beat = new Heartbeat(ports.imports(), item, () -> stopping, clock)) {
      keep(upload);
      ports
          .uploadFiles()
          .read(
              upload,
              item.sizeBytes(),
              file -> {
                new ImportWork(work, item, file, beat, clock).carryOut();
                return true;
              });
      done.increment();
      forget(upload);
    } catch (Heartbeat.Lost e) {
      ports.imports().leave(item.id(), item.attempt());
    } catch (Heartbeat.Stopped e) {
      putOff(item, Duration.ZERO);
    } catch (SignalboxException e) {
      settle(item, e);
    } catch (RuntimeException e) {
      settle(item, SignalboxException.of(ErrorCode.INTERNAL).causedBy(e));
      throw e;
    }
  }

  /** It does not expire while it is worked on. */
  private void keep(UploadId upload) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    transactions.inTransaction(() ->
        ports.uploads().lock(upload).ifPresent(known -> ports.uploads().update(known.kept(now))));
  }

  private void settle(ProjectImport item, SignalboxException e) {
    // Another backend may have the bytes.
    boolean refused =
        e.code() != ErrorCode.UPLOAD_ELSEWHERE
            && switch (e.code().kind()) {
              case INVALID, NOT_FOUND, CONFLICT, EXHAUSTED -> true;
              case UNAVAILABLE, INTERNAL, UNAUTHENTICATED, FORBIDDEN -> false;
            };
    if (refused) {
      fail(item, e);
      UploadId upload = item.upload();
      // Under another name it would do.
      if (upload != null && e.code() != ErrorCode.PROJECT_NAME_TAKEN) {
        forget(upload);
      }
    } else if (item.attempt() >= ProjectImport.MOST_ATTEMPTS) {
      fail(item, interrupted(item));
    } else {
      putOff(item, FIRST_PAUSE.multipliedBy(1L << (item.attempt() - 1)));
    }
  }

  private void putOff(ProjectImport item, Duration pause) {
    Instant now = clock.instant();
    if (!ports.imports().putOff(item.id(), item.attempt(), now, now.plus(pause))) {
      ports.imports().leave(item.id(), item.attempt());
    }
  }

  private void fail(ProjectImport item, SignalboxException e) {
    Map<String, String> arguments = new LinkedHashMap<>();
    e.arguments().forEach((name, argument) -> arguments.put(name, argument.text()));
    boolean mine =
        ports
            .imports()
            .fail(
                item.id(),
                item.attempt(),
                new ProjectImport.Refusal(e.code(), arguments),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    if (mine) {
      failed.increment();
    } else {
      // Its user has ended it, which may be why it failed: its bytes went with that.
      ports.imports().leave(item.id(), item.attempt());
    }
  }

  private void forget(UploadId upload) {
    transactions.inTransaction(() -> ports.uploads().delete(upload));
    ports.uploadFiles().delete(upload);
  }

  private static SignalboxException interrupted(ProjectImport item) {
    return SignalboxException.of(ErrorCode.IMPORT_INTERRUPTED)
        .safe("times", Math.min(item.attempt(), ProjectImport.MOST_ATTEMPTS));
  }
}
