package signalbox.orchestrator.service.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import signalbox.orchestrator.v1.Owner;
import signalbox.orchestrator.v1.StoredRun;

/**
 * Whose word counts in one partition of the changelog, read in its order. Every reader goes by
 * these rules, so all of them agree:
 *
 * <ul>
 *   <li>A claim with an epoch above all before it makes its writer the owner; another one is in
 *       vain, and its writer never writes a run.
 *   <li>A run's record counts unless a claim before it has a larger epoch: what a former owner
 *       writes after the claim of the next one is refused.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class ChangelogRules {
  /** First characters of the keys of claims; no run's id begins like that. */
  static final String CLAIM = "#owner/";

  static final String EPOCH_HEADER = "owner_epoch";
  static final long NOBODY = 0;

  /** What a record is. */
  enum Verdict {
    CLAIM,
    COUNTS,
    REFUSED
  }

  private long epoch = NOBODY;
  private String owner = "";
  private String ownersKey = "";

  /** Reads the next record of the partition. */
  Verdict read(ConsumerRecord<String, byte[]> record) {
    if (record.key().startsWith(CLAIM)) {
      if (record.value() != null) {
        claim(record.key(), owner(record));
      }
      return Verdict.CLAIM;
    }
    if (epochOf(record) < epoch) {
      return Verdict.REFUSED;
    }
    // Also when the claim itself was cleaned away: who writes a run has claimed the partition.
    epoch = Math.max(epoch, epochOf(record));
    return Verdict.COUNTS;
  }

  private void claim(String key, Owner claim) {
    if (claim.getEpoch() > epoch) {
      epoch = claim.getEpoch();
      owner = claim.getOrchestrator();
      ownersKey = key;
    }
  }

  /** The largest epoch so far; {@link #NOBODY} before the first claim. */
  long epoch() {
    return epoch;
  }

  /** The name of the orchestrator whose claim counts. */
  String owner() {
    return owner;
  }

  /** The key of the claim that counts. */
  String ownersKey() {
    return ownersKey;
  }

  /** The run that a record tells of; null: it is forgotten. */
  static @Nullable StoredRun run(ConsumerRecord<String, byte[]> record) {
    try {
      return record.value() == null ? null : StoredRun.parseFrom(record.value());
    } catch (InvalidProtocolBufferException broken) {
      throw unreadable(record, broken);
    }
  }

  private static Owner owner(ConsumerRecord<String, byte[]> record) {
    try {
      return Owner.parseFrom(record.value());
    } catch (InvalidProtocolBufferException broken) {
      throw unreadable(record, broken);
    }
  }

  private static long epochOf(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(EPOCH_HEADER);
    return header == null || header.value() == null
        ? NOBODY
        : Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
  }

  private static IllegalStateException unreadable(
      ConsumerRecord<String, byte[]> record, InvalidProtocolBufferException broken) {
    return new IllegalStateException(
        "The changelog at " + record.partition() + " offset " + record.offset(), broken);
  }
}
