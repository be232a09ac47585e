package signalbox.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** Resident memory of processes, with shared pages counted once where the kernel tells. */
final class Memory {
  private Memory() {}

  /** Bytes of one process; 0 when it is gone or hidden. */
  static long of(long pid) {
    var process = Path.of("/proc", Long.toString(pid));
    long shared = kilobytes(process.resolve("smaps_rollup"), "Pss:");
    return (shared > 0 ? shared : kilobytes(process.resolve("status"), "VmRSS:")) << 10;
  }

  /** Bytes of a process and all its descendants. */
  static long ofTree(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMapToLong(handle ->
            LongStream.concat(
                LongStream.of(pid), handle.descendants().mapToLong(ProcessHandle::pid)))
        .map(Memory::of)
        .sum();
  }

  private static long kilobytes(Path file, String field) {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
