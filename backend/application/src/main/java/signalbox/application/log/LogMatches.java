package signalbox.application.log;

import java.util.List;

/**
 * Which lines match.
 *
 * @param total in what was searched
 * @param complete false when the time limit ended the search
 * @param searchedLines how many lines were looked at
 * @param searchedThrough all lines up to this number were searched
 * @param numbers of the listed lines
 * @param first which match the first of them is, from 1
 */
public record LogMatches(
    int attempt,
    long total,
    boolean complete,
    long searchedLines,
    long searchedThrough,
    List<Long> numbers,
    long first) {
  public LogMatches {
    numbers = List.copyOf(numbers);
  }
}
