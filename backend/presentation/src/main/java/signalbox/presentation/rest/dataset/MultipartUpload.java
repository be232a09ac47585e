package signalbox.presentation.rest.dataset;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartCompliance;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.Upload;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;

/**
 * A {@code multipart/form-data} body with a part {@code file}, and a part {@code name} before it.
 * The file goes to its target as it arrives; nothing of it is kept in memory.
 */
final class MultipartUpload implements Upload {
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^;,\\s]{1,70}))", Pattern.CASE_INSENSITIVE);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int MAX_PARTS = 10;
  private static final int MAX_HEADER_BYTES = 8 * 1024;
  private static final int MAX_NAME_BYTES = 4 * 1024;

  private final String boundary;
  private final InputStream body;

  private MultipartUpload(String boundary, InputStream body) {
    this.boundary = boundary;
    this.body = body;
  }

  /**
   * @throws SignalboxException {@code request.media_type} for any other body
   */
  static MultipartUpload of(@Nullable String contentType, InputStream body) {
    String type = contentType == null ? "" : contentType;
    Matcher matcher = BOUNDARY.matcher(type);
    if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data") || !matcher.find()) {
      throw SignalboxException.of(ErrorCode.REQUEST_MEDIA_TYPE)
          .safe("expected", "multipart/form-data");
    }
    String quoted = matcher.group(1);
    return new MultipartUpload(quoted == null ? matcher.group(2) : quoted, body);
  }

  @Override
  public Names receive(OutputStream target) throws IOException {
    Parts parts = new Parts(target);
    MultiPart.Parser parser = new MultiPart.Parser(boundary, MultiPartCompliance.RFC7578, parts);
    parser.setMaxParts(MAX_PARTS);
    parser.setPartHeadersMaxLength(MAX_HEADER_BYTES);
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      while (!parts.complete) {
        int count = body.read(buffer);
        boolean last = count < 0;
        parser.parse(
            Content.Chunk.from(
                last ? ByteBuffer.allocate(0) : ByteBuffer.wrap(buffer, 0, count), last));
        parts.throwIfFailed(last);
        if (last && !parts.complete) {
          throw SignalboxException.of(ErrorCode.REQUEST_INCOMPLETE);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (EOFException e) {
      throw SignalboxException.of(ErrorCode.REQUEST_INCOMPLETE).causedBy(e);
    }
    drain(buffer);
    if (!parts.fileSeen) {
      throw SignalboxException.invalid("file", "is required");
    }
    return new Names(parts.name(), parts.fileName);
  }

  /** What follows the last boundary is nothing, but must have arrived. */
  private void drain(byte[] buffer) throws IOException {
    long left = 0;
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      left += count;
      if (left > BUFFER_BYTES) {
        throw malformed("something follows the last part");
      }
    }
  }

  private static SignalboxException malformed(String reason) {
    return SignalboxException.of(ErrorCode.REQUEST_MALFORMED).safe("reason", reason);
  }

  /** Takes the parts as the parser finds them. */
  private static final class Parts implements MultiPart.Parser.Listener {
    private static final Pattern PARAMETER =
        Pattern.compile("(?<![A-Za-z*])(name|filename)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern EXTENDED =
        Pattern.compile("filename\\*=UTF-8''([^;\\s]+)", Pattern.CASE_INSENSITIVE);

    private final OutputStream target;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream name = new ByteArrayOutputStream();
    private String part = "";
    private @Nullable String fileName;
    private boolean nameSeen;
    private boolean fileSeen;
    private boolean complete;
    private @Nullable Throwable failure;

    Parts(OutputStream target) {
      this.target = target;
    }

    @Override
    public void onPartBegin() {
      headers.clear();
      part = "";
    }

    @Override
    public void onPartHeader(String headerName, String value) {
      headers.put(headerName, value);
    }

    @Override
    public void onPartHeaders() {
      String disposition = headers.getOrDefault("Content-Disposition", "");
      String foundFile = null;
      Matcher matcher = PARAMETER.matcher(disposition);
      while (matcher.find()) {
        String value = matcher.group(2).replaceAll("\\\\(.)", "$1");
        if (matcher.group(1).equals("name")) {
          part = value;
        } else {
          foundFile = value;
        }
      }
      Matcher extended = EXTENDED.matcher(disposition);
      if (extended.find()) {
        foundFile = decoded(extended.group(1), foundFile);
      }
      switch (part) {
        case "file" -> {
          if (fileSeen) {
            throw SignalboxException.invalid("file", "must be there once");
          }
          fileSeen = true;
          fileName = foundFile == null ? null : foundFile.replace("%22", "\"");
        }
        case "name" -> {
          if (fileSeen || nameSeen) {
            throw SignalboxException.invalid("name", "must come once, before the file");
          }
          nameSeen = true;
        }
        default -> throw SignalboxException.invalid("body", "has a part that is not known");
      }
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
      ByteBuffer bytes = chunk.getByteBuffer();
      if (bytes == null || !bytes.hasRemaining()) {
        return;
      }
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      if (part.equals("file")) {
        try {
          target.write(copy);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      } else {
        name.writeBytes(copy);
        if (name.size() > MAX_NAME_BYTES) {
          throw SignalboxException.invalid("name", "must have at most 200 characters");
        }
      }
    }

    @Override
    public void onComplete() {
      complete = true;
    }

    @Override
    public void onFailure(Throwable thrown) {
      failure = thrown;
    }

    /** Whatever the parser met: a cut body is incomplete, any other is malformed. */
    void throwIfFailed(boolean ended) {
      Throwable thrown = failure;
      if (thrown == null) {
        return;
      }
      if (thrown instanceof SignalboxException known) {
        throw known;
      }
      if (thrown instanceof UncheckedIOException broken) {
        throw broken;
      }
      if (ended || thrown instanceof EOFException) {
        throw SignalboxException.of(ErrorCode.REQUEST_INCOMPLETE).causedBy(thrown);
      }
      throw malformed("it is not multipart/form-data").causedBy(thrown);
    }

    @Nullable String name() {
      if (!nameSeen) {
        return null;
      }
      String text = name.toString(StandardCharsets.UTF_8).strip();
      if (text.length() > 200) {
        throw SignalboxException.invalid("name", "must have at most 200 characters");
      }
      return text;
    }

    private static @Nullable String decoded(String encoded, @Nullable String otherwise) {
      try {
        return java.net.URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        return otherwise;
      }
    }
  }
}
