package signalbox.domain.run;

/**
 * The solution of an earlier solve that a new one starts from. It names the bytes themselves: they
 * stay the same whatever becomes of that run.
 *
 * @param runId the earlier solve
 * @param objectKey where the solution lies in the object store
 * @param sha256 lower-case hex of the bytes
 */
public record WarmStart(RunId runId, String objectKey, String sha256, long sizeBytes) {
  /** The artifact that holds the solution. */
  public static final String ARTIFACT = "solution.json";
}
