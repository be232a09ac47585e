package signalbox.presentation.rest.study;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import signalbox.application.study.StudyEventDownload;
import signalbox.application.study.StudyEventView;
import signalbox.presentation.shared.Json;

/** The log of a study as a file, one line an event, written event by event. */
record StudyEventFile(Json json, Format format) {
  private static final int BUFFER = 64 * 1024;

  /** The lower-case name is the public word. */
  enum Format {
    TEXT("text/plain", ".log"),
    JSONL("application/x-ndjson", ".jsonl");

    private final String contentType;
    private final String extension;

    Format(String contentType, String extension) {
      this.contentType = contentType;
      this.extension = extension;
    }
  }

  String contentType() {
    return format.contentType;
  }

  String extension() {
    return format.extension;
  }

  void write(StudyEventDownload download, OutputStream out) throws IOException {
    // Not closed: a file cut short must not look whole.
    BufferedOutputStream sink = new BufferedOutputStream(out, BUFFER);
    try {
      download.read(view -> {
        try {
          sink.write(line(view));
          sink.write('\n');
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    sink.flush();
  }

  private byte[] line(StudyEventView view) {
    if (format == Format.JSONL) {
      return json.write(StudyBodies.EventBody.of(view));
    }
    String by = view.byName();
    String text = view.event().time() + " " + view.event().text();
    return (by == null ? text : text + " (" + by + ")").getBytes(StandardCharsets.UTF_8);
  }
}
