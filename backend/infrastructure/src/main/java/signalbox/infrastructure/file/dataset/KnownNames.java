package signalbox.infrastructure.file.dataset;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;

/**
 * Names with a note each. A name is kept as a number of 64 bits, and not more than so many of them,
 * so that memory is bounded whatever a file holds. Two of a million names have the same number once
 * in some ten million files. Not thread-safe.
 */
final class KnownNames {
  /** The note of a name that is not known. */
  static final int UNKNOWN = -1;

  /** As many as are remembered: nine bytes each, in tables that are at least half empty. */
  static final int MOST = 1_000_000;

  private static final int SMALLEST = 1024;

  private final int most;

  /** Nobody outside knows it, so nobody can make names that all want the same place. */
  private final long seed = ThreadLocalRandom.current().nextLong();

  private long[] numbers = new long[SMALLEST];
  private byte[] notes = new byte[SMALLEST];
  private int size;
  private boolean complete = true;

  /**
   * @param most at most {@link #MOST}
   */
  KnownNames(int most) {
    this.most = most;
  }

  /**
   * Remembers a name, unless there are too many.
   *
   * @param note from 0 to 127
   * @return false when it is known already; it keeps its note then
   */
  boolean add(String name, int note) {
    long number = number(name);
    int place = place(number);
    if (numbers[place] == number) {
      return false;
    }
    if (size == most) {
      complete = false;
      return true;
    }
    numbers[place] = number;
    notes[place] = (byte) note;
    size++;
    if (size > numbers.length / 2) {
      grow();
    }
    return true;
  }

  /** {@link #UNKNOWN} for a name that is not remembered. */
  int note(String name) {
    long number = number(name);
    int place = place(number);
    return numbers[place] == number ? notes[place] : UNKNOWN;
  }

  /** Replaces the note of a name that is remembered. */
  void change(String name, int note) {
    notes[place(number(name))] = (byte) note;
  }

  /** Every name that was added is remembered. */
  boolean complete() {
    return complete;
  }

  /** How many are remembered. */
  int size() {
    return size;
  }

  /** How many have such a note. */
  long count(IntPredicate wanted) {
    long count = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != 0 && wanted.test(notes[i])) {
        count++;
      }
    }
    return count;
  }

  private void grow() {
    long[] oldNumbers = numbers;
    byte[] oldNotes = notes;
    numbers = new long[2 * oldNumbers.length];
    notes = new byte[2 * oldNumbers.length];
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != 0) {
        int place = place(oldNumbers[i]);
        numbers[place] = oldNumbers[i];
        notes[place] = oldNotes[i];
      }
    }
  }

  /** Where the number is, or belongs. */
  private int place(long number) {
    int last = numbers.length - 1;
    int place = (int) (number & last);
    while (numbers[place] != 0 && numbers[place] != number) {
      place = place == last ? 0 : place + 1;
    }
    return place;
  }

  /** Never 0, which marks a free place. */
  private long number(String name) {
    long number = seed;
    for (int i = 0; i < name.length(); i++) {
      number = (number ^ name.charAt(i)) * 0x9E3779B97F4A7C15L;
      number ^= number >>> 29;
    }
    number = (number ^ (number >>> 32)) * 0xD6E8FEB86659FD93L;
    number ^= number >>> 32;
    return number == 0 ? 1 : number;
  }
}
