package signalbox.infrastructure.file.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import signalbox.application.event.MetricsReported;
import signalbox.application.log.LogLedger;
import signalbox.application.transfer.ListedObject;
import signalbox.application.transfer.ProjectFileHeader;
import signalbox.application.transfer.ProjectFileManifest;
import signalbox.application.transfer.ProjectFileVisitor;
import signalbox.domain.log.LogAttemptId;
import signalbox.domain.log.LogLine;

/** Remembers what it is shown. */
final class Recorder implements ProjectFileVisitor {
  final List<String> rows = new ArrayList<>();
  final Map<String, byte[]> objects = new HashMap<>();
  final List<MetricsReported> events = new ArrayList<>();
  final List<LogLine> lines = new ArrayList<>();
  final List<LogLedger> ledgers = new ArrayList<>();
  final List<Long> progress = new ArrayList<>();
  @Nullable ProjectFileHeader header;
  @Nullable ProjectFileManifest manifest;

  @Override
  public void header(ProjectFileHeader read) {
    header = read;
  }

  @Override
  public void rows(String entry, String table, List<byte[]> some) {
    some.forEach(row -> rows.add(table + " " + new String(row, StandardCharsets.UTF_8)));
  }

  @Override
  public void object(ListedObject object, long sizeBytes, InputStream content) throws IOException {
    objects.put(object.name(), content.readAllBytes());
  }

  @Override
  public void points(String entry, MetricsReported event) {
    events.add(event);
  }

  @Override
  public void line(String entry, LogAttemptId attempt, LogLine line) {
    lines.add(line);
  }

  @Override
  public void ledger(String entry, LogLedger ledger) {
    ledgers.add(ledger);
  }

  @Override
  public void manifest(ProjectFileManifest read) {
    manifest = read;
  }

  @Override
  public void progress(long bytes) {
    progress.add(bytes);
  }
}
