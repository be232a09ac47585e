package signalbox.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a backup says about itself. It is written last, and vouches for all the rest: it has the
 * hash of each part's index, which has those of the files.
 *
 * @param format of the backup
 * @param madeAt the moment of which the backup is, RFC 3339 in UTC
 * @param postgres version of the server whose data folder it holds
 * @param schemas version of each database's schema
 * @param counts of runs, lines and so on, taken right before that moment: for people. An instance
 *     that works meanwhile may have a few more or less of them in its backup.
 * @param parts in their order
 */
record Manifest(
    int format,
    String madeAt,
    String postgres,
    Map<String, Integer> schemas,
    Map<String, Long> counts,
    List<Sum> parts) {
  static final int FORMAT = 1;
  static final String FILE = "manifest.json";

  /** As {@code sha256sum} writes and checks it. */
  static final String SUM_FILE = "manifest.json.sha256";

  /** Takes no field for granted: one that is missing or too much is an error. */
  static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  Manifest {
    schemas = new TreeMap<>(schemas);
    counts = new TreeMap<>(counts);
    parts = List.copyOf(parts);
  }

  /**
   * A part.
   *
   * @param files how many lines its index has
   * @param bytes of its files together
   * @param sha256 of its index
   */
  record Sum(String name, long files, long bytes, String sha256) {}

  /** The same with these parts. */
  Manifest with(List<Sum> newParts) {
    return new Manifest(format, madeAt, postgres, schemas, counts, newParts);
  }

  byte[] json() {
    try {
      var text = JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this);
      return (text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@link #SUM_FILE} holds for a manifest. */
  static byte[] sum(byte[] json) {
    return (Sha256.of(json) + "  " + FILE + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a manifest of a format that is known.
   *
   * @throws DamagedBackup when it is not as it was written
   * @throws Refusal when a newer Signalbox wrote it
   */
  static Manifest read(byte[] json, byte[] sum) {
    if (!Arrays.equals(sum, sum(json))) {
      throw new DamagedBackup(FILE + " does not have the hash that is in " + SUM_FILE);
    }
    try {
      JsonNode tree = JSON.readTree(json);
      int format = tree.path("format").asInt(0);
      if (format > FORMAT) {
        throw new Refusal(
            "The backup has the format %d; this Signalbox knows %d. Restore it with a newer one."
                .formatted(format, FORMAT));
      }
      if (format != FORMAT) {
        throw new DamagedBackup(FILE + " has no format");
      }
      return JSON.treeToValue(tree, Manifest.class);
    } catch (IOException e) {
      throw new DamagedBackup(FILE + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Looks whether an installation can use the backup.
   *
   * @param known the newest version of each schema that the installation knows
   */
  void check(Map<String, Integer> known) {
    var expected = Arrays.stream(BackupPart.values()).map(BackupPart::word).toList();
    var found = parts.stream().map(Sum::name).toList();
    if (!found.equals(expected)) {
      throw new DamagedBackup(FILE + " names the parts " + found + " instead of " + expected);
    }
    if (!schemas.keySet().equals(known.keySet())) {
      throw new DamagedBackup(
          FILE + " names the schemas " + schemas.keySet() + " instead of " + known.keySet());
    }
    schemas.forEach((schema, version) -> {
      int newest = known.getOrDefault(schema, 0);
      if (version > newest) {
        throw new Refusal(
            ("The backup has version %d of the schema %s; this Signalbox knows up to %d. Restore it"
                    + " with a Signalbox that is as new as the one that made it: a schema is never"
                    + " migrated back.")
                .formatted(version, schema, newest));
      }
    });
  }

  /** The part's line. */
  Sum part(BackupPart part) {
    return parts.stream().filter(sum -> sum.name().equals(part.word())).findFirst().orElseThrow();
  }

  /** Of all files together. */
  long bytes() {
    return parts.stream().mapToLong(Sum::bytes).sum();
  }

  /** What is in it, in words. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%,d runs, %,d log lines, %,d metric points, %,d artifacts",
        counts.getOrDefault("runs", 0L),
        counts.getOrDefault("logLines", 0L),
        counts.getOrDefault("metricPoints", 0L),
        counts.getOrDefault("artifacts", 0L));
  }
}
