package signalbox.presentation.rest.dataset;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.UploadFiles;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import signalbox.presentation.rest.Request;

/** The headers of the tus protocol 1.0. */
final class TusHeaders {
  static final String VERSION = "1.0.0";
  static final String EXTENSIONS = "creation,expiration,termination,checksum";
  static final String ALGORITHMS = "sha1,sha256";
  static final String BODY_TYPE = "application/offset+octet-stream";
  private static final int MAX_METADATA = 8 * 1024;

  private TusHeaders() {}

  /**
   * Says the version in the answer, whatever it will be.
   *
   * @throws SignalboxException {@code upload.protocol} unless the request says it as well
   */
  static void begin(Request request) {
    request.setHeader("Tus-Resumable", VERSION);
    if (!request.header("Tus-Resumable").filter(VERSION::equals).isPresent()) {
      request.setHeader("Tus-Version", VERSION);
      throw SignalboxException.of(ErrorCode.UPLOAD_PROTOCOL).safe("expected", VERSION);
    }
  }

  /** How far the upload is, and until when it is kept. */
  static void tell(Request request, ResumableUpload upload) {
    request.setHeader("Upload-Offset", Long.toString(upload.bytesThere()));
    request.setHeader("Upload-Expires", httpDate(upload.expiresAt()));
  }

  private static String httpDate(Instant time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atZone(ZoneOffset.UTC));
  }

  static long number(Request request, String name) {
    String text =
        request.header(name).orElseThrow(() -> SignalboxException.invalid(name, "is required"));
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw SignalboxException.invalid(name, "must be a whole number").causedBy(e);
    }
    throw SignalboxException.invalid(name, "must not be negative");
  }

  /** Keys with base64 of their values, separated by commas. */
  static Map<String, String> metadata(Request request) {
    String header = request.header("Upload-Metadata").orElse("");
    if (header.length() > MAX_METADATA) {
      throw SignalboxException.invalid("Upload-Metadata", "must be at most 8 KiB");
    }
    Map<String, String> metadata = new HashMap<>();
    for (String pair : header.split(",", -1)) {
      String[] parts = pair.strip().split(" ", 2);
      if (parts[0].isEmpty()) {
        continue;
      }
      metadata.put(
          parts[0], parts.length == 1 ? "" : new String(decode(parts[1]), StandardCharsets.UTF_8));
    }
    return metadata;
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw SignalboxException.invalid("Upload-Metadata", "must have base64 values").causedBy(e);
    }
  }

  static UploadFiles.@Nullable Checksum checksum(Request request) {
    String header = request.header("Upload-Checksum").orElse("");
    if (header.isEmpty()) {
      return null;
    }
    String[] parts = header.strip().split(" ", 2);
    UploadFiles.Checksum.Algorithm algorithm =
        Stream.of(UploadFiles.Checksum.Algorithm.values())
            .filter(known -> known.word().equals(parts[0]))
            .findFirst()
            .orElseThrow(() -> malformed("Upload-Checksum must be of " + ALGORITHMS, null));
    try {
      return new UploadFiles.Checksum(
          algorithm, Base64.getDecoder().decode(parts.length == 1 ? "" : parts[1].strip()));
    } catch (IllegalArgumentException e) {
      throw malformed("Upload-Checksum must have a base64 value", e);
    }
  }

  /** The protocol wants 400 for a checksum that it does not know. */
  private static SignalboxException malformed(String reason, @Nullable Throwable cause) {
    SignalboxException refusal =
        SignalboxException.of(ErrorCode.REQUEST_MALFORMED).safe("reason", reason);
    return cause == null ? refusal : refusal.causedBy(cause);
  }
}
