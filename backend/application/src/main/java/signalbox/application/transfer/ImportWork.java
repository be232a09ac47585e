package signalbox.application.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogLedger;
import signalbox.application.log.LogRepository;
import signalbox.application.metric.MetricRepository;
import signalbox.application.project.LimitsOutbox;
import signalbox.application.project.ProjectRepository;
import signalbox.application.shared.IdGenerator;
import signalbox.application.shared.Sha256;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Role;
import signalbox.domain.identity.UserId;
import signalbox.domain.log.LogAttempt;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogId;
import signalbox.domain.log.LogLine;
import signalbox.domain.log.RollingHash;
import signalbox.domain.log.Seal;
import signalbox.domain.project.Project;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunId;
import signalbox.domain.transfer.ImportState;
import signalbox.domain.transfer.ProjectImport;

/**
 * One attempt at one import. The file is read three times: to check it, to store what lies outside
 * of the rows, and for the rows, which are written in one transaction at the end. Until that has
 * committed nothing of the project is there for anybody. Used once, by one thread.
 */
final class ImportWork {
  private static final int POINTS_AT_ONCE = 20_000;
  private static final int LINES_AT_ONCE = 2_000;
  private static final int CHARACTERS_AT_ONCE = 4 * 1024 * 1024;
  private static final int MOST_NAMES_TRIED = 1_000;

  /** So often another project may take the name that was free a moment ago. */
  private static final int MOST_NAMES_LOST = 20;

  private final Ports ports;
  private final ProjectImport item;
  private final Path file;
  private final Heartbeat beat;
  private final InstantSource clock;
  private final Set<String> namesLost = new HashSet<>();

  /**
   * What is read and written.
   *
   * @param folder holds an object while it is stored
   */
  record Ports(
      ImportRepository imports,
      ImportTraces traces,
      ImportedRows rows,
      ProjectFiles files,
      ObjectStore objects,
      MetricRepository metrics,
      LogRepository logs,
      ProjectRepository projects,
      LimitsOutbox limits,
      BiConsumer<ProjectId, UserId> readBack,
      Transactions transactions,
      IdGenerator ids,
      Path folder) {}

  ImportWork(Ports ports, ProjectImport item, Path file, Heartbeat beat, InstantSource clock) {
    this.ports = ports;
    this.item = item;
    this.file = file;
    this.beat = beat;
    this.clock = clock;
  }

  /**
   * @throws SignalboxException with the reason when the file is not taken
   */
  void carryOut() {
    Importing importing = check();
    enter(ImportState.STORING);
    ports.files().read(file, new Store(importing));
    enter(ImportState.FINISHING);
    finish(importing);
  }

  private void enter(ImportState state) {
    beat.at(0);
    if (!ports.imports().enter(item.id(), item.attempt(), state, now())) {
      throw new Heartbeat.Lost();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private Importing check() {
    Check check = new Check();
    ports.files().read(file, check);
    ProjectFileHeader header = check.header;
    ProjectFileManifest manifest = check.manifest;
    if (header == null || manifest == null) {
      throw new IllegalStateException("The file was read without its ends");
    }
    ports.imports().learn(item.id(), item.attempt(), header.origin(), manifest.counts());
    return new Importing(
        item.id(),
        item.attempt(),
        new ProjectId(ports.ids().next()),
        name(header.name()),
        item.userId(),
        header.name(),
        header.exportedAt(),
        now());
  }

  private String name(String original) {
    String wished = item.name();
    if (wished != null) {
      if (ports.rows().nameTaken(wished)) {
        throw SignalboxException.of(ErrorCode.PROJECT_NAME_TAKEN).at("name");
      }
      return wished;
    }
    for (int number = 1; number <= MOST_NAMES_TRIED; number++) {
      String addition = number == 1 ? " (imported)" : " (imported " + number + ")";
      int room = Project.MAX_NAME_LENGTH - addition.length();
      String name = original.substring(0, Math.min(original.length(), room)) + addition;
      if (!namesLost.contains(name) && !ports.rows().nameTaken(name)) {
        return name;
      }
    }
    throw SignalboxException.of(ErrorCode.PROJECT_NAME_TAKEN).at("name");
  }

  private final class Check implements ProjectFileVisitor {
    private @Nullable ProjectFileHeader header;
    private @Nullable ProjectFileManifest manifest;

    @Override
    public void header(ProjectFileHeader read) {
      header = read;
    }

    @Override
    public void manifest(ProjectFileManifest read) {
      manifest = read;
    }

    @Override
    public void progress(long bytes) {
      beat.at(bytes);
    }
  }

  private final class Store implements ProjectFileVisitor {
    private final Importing importing;
    private final IdRenewal renewal;
    private final List<MetricsReported> events = new ArrayList<>();
    private int pointsOfEvents;
    private @Nullable RunId noted;
    private @Nullable OpenLog log;

    Store(Importing importing) {
      this.importing = importing;
      this.renewal = importing.renewal();
    }

    @Override
    public void progress(long bytes) {
      beat.at(bytes);
    }

    @Override
    public void object(ListedObject object, long sizeBytes, InputStream content)
        throws IOException {
      Path copy = Files.createTempFile(ports.folder(), "upload-", ".object");
      try {
        String sha256 = copy(content, copy);
        boolean meant = object.sha256() == null || object.sha256().equals(sha256);
        if (meant) {
          String key = renewal.key(object.name());
          ports.traces().noteObject(item.id(), item.attempt(), key, sizeBytes, sha256);
          ports.objects().put(key, copy, object.contentType());
        }
      } finally {
        Files.deleteIfExists(copy);
      }
    }

    @Override
    public void points(String entry, MetricsReported event) {
      RunId run = renewedRun(event.runId());
      events.add(new MetricsReported(run, event.attempt(), event.sequence(), event.points()));
      pointsOfEvents += event.points().size();
      if (pointsOfEvents >= POINTS_AT_ONCE) {
        flushPoints();
      }
    }

    @Override
    public void line(String entry, LogAttemptId attempt, LogLine line) {
      flushPoints();
      OpenLog open = log;
      if (open == null || !open.original.equals(attempt)) {
        requireNone(entry);
        open = new OpenLog(attempt);
        log = open;
      }
      open.add(entry, line);
    }

    @Override
    public void ledger(String entry, LogLedger ledger) {
      flushPoints();
      OpenLog open = log;
      if (open == null || !open.original.equals(ledger.attempt().id())) {
        requireNone(entry);
        open = new OpenLog(ledger.attempt().id());
      }
      open.close(entry, ledger);
      log = null;
    }

    @Override
    public void manifest(ProjectFileManifest manifest) {
      flushPoints();
      requireNone("logs");
    }

    private void requireNone(String entry) {
      if (log != null) {
        throw Refusals.invalid(entry, "lines have no ledger");
      }
    }

    private void flushPoints() {
      if (!events.isEmpty()) {
        ports.metrics().append(List.copyOf(events));
        events.clear();
        pointsOfEvents = 0;
      }
    }

    private RunId renewedRun(RunId original) {
      RunId run = renewal.renew(original);
      if (!run.equals(noted)) {
        ports.traces().noteRun(item.id(), item.attempt(), run);
        noted = run;
      }
      return run;
    }

    /** The log of one attempt while its lines come. */
    private final class OpenLog {
      private final LogAttemptId original;
      private final LogAttemptId id;
      private final LineNumbers numbers = new LineNumbers();
      private final RollingHash hash = new RollingHash();
      private final List<LogLine> buffer = new ArrayList<>();
      private int characters;

      OpenLog(LogAttemptId original) {
        this.original = original;
        this.id = new LogAttemptId(LogId.of(renewedRun(original.log().run())), original.attempt());
      }

      void add(String entry, LogLine line) {
        if (line.seq() <= numbers.last()) {
          throw Refusals.invalid(entry, "lines are not in the order of their numbers");
        }
        numbers.add(line.seq());
        hash.add(line);
        buffer.add(line);
        characters += line.text().length();
        if (buffer.size() >= LINES_AT_ONCE || characters >= CHARACTERS_AT_ONCE) {
          flush(entry);
        }
      }

      private void flush(String entry) {
        if (buffer.isEmpty()) {
          return;
        }
        LogRepository.Appended appended =
            ports
                .logs()
                .append(
                    List.of(
                        new LogRepository.AttemptLines(
                            id, importing.project(), List.copyOf(buffer))))
                .getFirst();
        if (appended.stored() != buffer.size()) {
          throw Refusals.invalid(entry, "a log has too many gaps");
        }
        buffer.clear();
        characters = 0;
      }

      void close(String entry, LogLedger ledger) {
        flush(entry);
        LogAttempt there = ledger.attempt();
        if (!numbers.ranges().equals(ledger.readable())) {
          throw Refusals.invalid(entry, "the lines of a log are not those of its ledger");
        }
        boolean whole = there.seal() == Seal.COMPLETE && ledger.removed().isEmpty();
        if (whole && !(there.missing().isEmpty() && hash.hex().equals(there.hash()))) {
          throw Refusals.invalid(entry, "a log does not have the hash that it was sealed with");
        }
        ports.logs().restore(new LogLedger(renewed(there), ledger.removed()), importing.project());
      }

      /** What was still open ends with the export, and nobody is left to be asked for lines. */
      private LogAttempt renewed(LogAttempt there) {
        boolean closed = there.seal().closed();
        Instant ended = there.endedAt();
        return new LogAttempt(
            id,
            null,
            there.stored(),
            there.highest(),
            there.missing(),
            there.gone(),
            there.totals(),
            closed || ended != null ? ended : importing.exportedAt(),
            closed ? there.seal() : Seal.REPAIRING,
            closed ? there.sealedAt() : null,
            closed ? there.hash() : null,
            there.levels(),
            there.firstErrorSeq(),
            there.firstTime(),
            there.lastTime());
      }
    }
  }

  private static String copy(InputStream content, Path target) throws IOException {
    MessageDigest digest = Sha256.begin();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
      content.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Another import of the same file may have been faster with the same name: then the next one. */
  private void finish(Importing importing) {
    Importing named = importing;
    while (!finished(named)) {
      namesLost.add(named.name());
      named = importing.named(name(importing.origin()));
    }
  }

  /** False when its name was taken meanwhile and another one will do. */
  private boolean finished(Importing importing) {
    try {
      write(importing);
      return true;
    } catch (SignalboxException e) {
      boolean another = e.code() == ErrorCode.PROJECT_NAME_TAKEN && item.name() == null;
      if (!another || namesLost.size() == MOST_NAMES_LOST) {
        throw e;
      }
      return false;
    }
  }

  private void write(Importing importing) {
    ports
        .transactions()
        .inTransaction(() -> {
          ports.files().read(file, new Rows(importing));
          ports.rows().finish(importing);
          Project project =
              ports
                  .projects()
                  .find(importing.project())
                  .orElseThrow(() -> Refusals.invalid("rows/project", "there is no project"));
          ports.projects().putMember(project.id(), importing.user(), Role.ADMIN);
          ports.readBack().accept(project.id(), importing.user());
          if (!project.limits().schedulesAsInitially()) {
            ports.limits().tell(project);
          }
          if (!ports.imports().finish(item.id(), item.attempt(), project.id(), now())) {
            throw new Heartbeat.Lost();
          }
        });
  }

  private final class Rows implements ProjectFileVisitor {
    private final Importing importing;

    Rows(Importing importing) {
      this.importing = importing;
    }

    @Override
    public boolean wants(Section section) {
      return section == Section.ROWS;
    }

    @Override
    public void rows(String entry, String table, List<byte[]> rows) {
      ports.rows().write(importing, entry, table, rows);
    }

    @Override
    public void progress(long bytes) {
      beat.at(bytes);
    }
  }
}
