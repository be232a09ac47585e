package signalbox.infrastructure.timescale.shared;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/** Writes rows in PostgreSQL's binary COPY format. Used by one thread; never grows. */
public final class BinaryCopy {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  /** From here PostgreSQL counts microseconds. */
  private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private static final long POSTGRES_EPOCH_MICROS =
      ChronoUnit.MICROS.between(Instant.EPOCH, POSTGRES_EPOCH);

  private final CopyIn sink;
  private final CopyStatistics statistics;
  private final long began = System.nanoTime();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  public BinaryCopy(CopyIn sink, CopyStatistics statistics) {
    this.sink = sink;
    this.statistics = statistics;
    buffer.put(SIGNATURE).putInt(0).putInt(0);
  }

  public void row(int fields) throws SQLException {
    room(2).putShort((short) fields);
  }

  public void uuid(UUID value) throws SQLException {
    room(20)
        .putInt(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits());
  }

  public void integer(int value) throws SQLException {
    room(8).putInt(4).putInt(value);
  }

  public void smallint(int value) throws SQLException {
    room(6).putInt(2).putShort((short) value);
  }

  public void bigint(long value) throws SQLException {
    room(12).putInt(8).putLong(value);
  }

  public void float8(double value) throws SQLException {
    room(12).putInt(8).putDouble(value);
  }

  public void timestamptz(Instant value) throws SQLException {
    bigint(ChronoUnit.MICROS.between(POSTGRES_EPOCH, value.truncatedTo(ChronoUnit.MICROS)));
  }

  /** A time in microseconds since 1970. */
  public void timestamptz(long epochMicros) throws SQLException {
    bigint(epochMicros - POSTGRES_EPOCH_MICROS);
  }

  public void nothing() throws SQLException {
    room(4).putInt(-1);
  }

  public void text(String value) throws SQLException {
    bytea(value.getBytes(StandardCharsets.UTF_8));
  }

  public void bytea(byte[] bytes) throws SQLException {
    room(4).putInt(bytes.length);
    for (int from = 0; from < bytes.length; ) {
      int length = Math.min(bytes.length - from, BUFFER_BYTES);
      room(length).put(bytes, from, length);
      from += length;
    }
  }

  /** Ends the rows. */
  public long finish() throws SQLException {
    room(2).putShort((short) -1);
    drain();
    long rows = sink.endCopy();
    statistics.written(rows, System.nanoTime() - began);
    return rows;
  }

  private ByteBuffer room(int bytes) throws SQLException {
    if (buffer.remaining() < bytes) {
      drain();
    }
    return buffer;
  }

  private void drain() throws SQLException {
    sink.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
