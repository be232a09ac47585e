package signalbox.domain.dataset;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** How the characters of a text file are written. */
public enum TextEncoding {
  UTF_8("utf-8", StandardCharsets.UTF_8),
  UTF_16LE("utf-16le", StandardCharsets.UTF_16LE),
  UTF_16BE("utf-16be", StandardCharsets.UTF_16BE),
  WINDOWS_1252("windows-1252", Charset.forName("windows-1252")),
  ISO_8859_1("iso-8859-1", StandardCharsets.ISO_8859_1);

  private final String word;
  private final Charset charset;

  TextEncoding(String word, Charset charset) {
    this.word = word;
    this.charset = charset;
  }

  /** The public word. */
  public String word() {
    return word;
  }

  public Charset charset() {
    return charset;
  }

  public static Optional<TextEncoding> of(String word) {
    return Arrays.stream(values()).filter(encoding -> encoding.word.equals(word)).findFirst();
  }
}
