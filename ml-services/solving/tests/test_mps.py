"""What is no MPS is refused with its line, and what is one is read as HiGHS reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from instances import INTEGER, LINEAR, QUADRATIC, collected, market_split
from signalbox_solving import mps

HEAD = "NAME t\nROWS\n N cost\n L row\nCOLUMNS\n"
TAIL = " x cost 1 row 1\nRHS\n rhs row 4\nENDATA\n"


def read(folder: Path, text: str | bytes, keep: bool = True) -> mps.Model:
    path = folder / "model.mps"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return mps.read(path, keep)


def test_both_formats_are_read(tmp_path: Path) -> None:
    fixed = read(tmp_path, LINEAR)
    assert (fixed.name, fixed.maximize, fixed.nonzeros) == ("paint", True, 4)
    assert fixed.rows == [("wood", "L"), ("time", "L")]
    assert [(column.name, column.integer, column.upper) for column in fixed.columns] == [
        ("x", False, "3."),
        ("y", False, None),
    ]
    assert fixed.rhs == {0: "4.", 1: "6."}
    free = read(tmp_path, INTEGER)
    assert (free.name, free.maximize) == ("chairs", True)
    assert [(column.name, column.integer, column.upper) for column in free.columns] == [
        ("a", True, "9"),
        ("b", True, "9"),
        ("c", True, "9"),
    ]
    assert free.columns[0].entries == [(mps.OBJECTIVE, "5"), (0, "2"), (1, "4"), (2, "3")]


def test_names_with_spaces_make_the_file_one_of_fixed_columns(tmp_path: Path) -> None:
    text = (
        "NAME          spaces\n"
        "ROWS\n"
        " N  the cost\n"
        " L  my row\n"
        "COLUMNS\n"
        "    a col     the cost            1.   my row              2.\n"
        "    MARKER                 'MARKER'                 'INTORG'\n"
        "    b col     my row              3.\n"
        "    MARKER                 'MARKER'                 'INTEND'\n"
        "RHS\n"
        "    the rhs   my row              4.\n"
        "BOUNDS\n"
        " UP the bnd   b col               5.\n"
        "ENDATA\n"
    )
    model = read(tmp_path, text)
    assert [column.name for column in model.columns] == ["a col", "b col"]
    assert [column.integer for column in model.columns] == [False, True]
    assert model.columns[0].entries == [(mps.OBJECTIVE, "1."), (0, "2.")]
    assert (model.rhs, model.columns[1].upper) == ({0: "4."}, "5.")


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (" UP b x 5", {"upper": "5"}),
        (" UP x 5", {"upper": "5"}),
        (" LO b x -2", {"lower": "-2"}),
        (" FX b x 3", {"lower": "3", "upper": "3"}),
        (" FR b x", {"free_below": True, "upper": "inf"}),
        (" FR x", {"free_below": True, "upper": "inf"}),
        (" MI b x", {"free_below": True, "upper": None}),
        (" PL b x", {"upper": "inf"}),
        (" BV b x", {"integer": True, "lower": "0", "upper": "1"}),
        (" BV b x 1", {"integer": True, "lower": "0", "upper": "1"}),
        (" LI b x 2", {"integer": True, "lower": "2"}),
        (" UI b x 7", {"integer": True, "upper": "7"}),
        (" SC b x 9", {"semi": True, "upper": "9"}),
        (" UP b x 1e30", {"upper": "1e30"}),
        (" UP b x Infinity", {"upper": "Infinity"}),
    ],
)
def test_every_kind_of_bound_is_known(tmp_path: Path, line: str, column: dict[str, object]) -> None:
    model = read(tmp_path, HEAD + TAIL.replace("ENDATA", f"BOUNDS\n{line}\nENDATA"))
    assert {name: getattr(model.columns[0], name) for name in column} == column


def test_the_first_of_duplicates_counts_as_in_highs(tmp_path: Path) -> None:
    text = HEAD + " x cost 1 row 0\n x row 2 row 3\nRHS\n rhs row 4\n rhs row 5\nBOUNDS\n UP b x 1\n UP b x 2\nENDATA\n"
    model = read(tmp_path, text)
    assert (model.columns[0].entries, model.rhs, model.columns[0].upper) == (
        [(mps.OBJECTIVE, "1"), (0, "2")],
        {0: "4"},
        "1",
    )


def test_checking_keeps_nothing_but_the_counts(tmp_path: Path) -> None:
    model = read(tmp_path, market_split(), keep=False)
    assert (len(model.rows), len(model.columns)) == (4, 38)
    assert all(not column.entries for column in model.columns)
    assert not model.rhs
    assert model.nonzeros == read(tmp_path, market_split()).nonzeros > 100


def test_a_quadratic_objective_is_seen(tmp_path: Path) -> None:
    assert read(tmp_path, QUADRATIC).quadratic


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "the file ends without ENDATA"),
        (HEAD + " x cost 1\n", 6, "the file ends without ENDATA"),
        ("hello\n", 1, "“hello” is no section of an MPS file"),
        ("NAME t\nROWS\n X cost\n", 3, "a row is of type N, L, G or E, not “X”"),
        ("NAME t\nROWS\n N\n", 3, "the row has no name"),
        ("NAME t\nROWS\n N c\n L r\n L r\n", 5, "the row “r” is there twice"),
        ("NAME t\nCOLUMNS\n", 2, "COLUMNS before ROWS"),
        ("NAME t\nROWS\n N c\nRHS\n", 4, "RHS before COLUMNS"),
        ("NAME t\nROWS\n N c\nROWS\n", 4, "the section ROWS is there twice"),
        ("NAME t\nROWS\n N c\nFOO\n", 4, "“FOO” is no section of an MPS file"),
        (HEAD + " x\n", 6, "a column, then one or two pairs of a row and a number; there are 1 fields"),
        (HEAD + " x cost 1 row\n", 6, "there are 4 fields"),
        (HEAD + " x nothing 1\n", 6, "the row “nothing” does not exist"),
        (HEAD + " x cost abc\n", 6, "the coefficient of “x” in “cost” is “abc”, which is no number"),
        (HEAD + " x cost 1_000\n", 6, "which is no number"),
        (HEAD + " x cost 1 row NaN\n", 6, "the coefficient of “x” in “row” is NaN"),
        (HEAD + " x cost inf\n", 6, "is infinite"),
        (HEAD + " x cost 1\n y cost 1\n x row 1\n", 8, "the entries of the column “x” are not together"),
        (HEAD + " m 'MARKER' 'INTEND'\n", 6, "the marker 'INTEND' has no partner"),
        (HEAD + " m 'MARKER' 'FOO'\n", 6, "a marker is 'INTORG' or 'INTEND'"),
        (HEAD + TAIL.replace("row 4", "row nan"), 8, "the value of the row “row” is NaN"),
        (HEAD + TAIL.replace("row 4", "other 4"), 8, "the row “other” does not exist"),
        (HEAD + TAIL.replace("ENDATA", "BOUNDS\n UP b z 1\nENDATA"), 10, "the column “z” does not exist"),
        (HEAD + TAIL.replace("ENDATA", "BOUNDS\n XX b x 1\nENDATA"), 10, "“XX” is no type of a bound"),
        (HEAD + TAIL.replace("ENDATA", "BOUNDS\n UP b x nan\nENDATA"), 10, "the bound of “x” is NaN"),
        (HEAD + TAIL.replace("ENDATA", "QUADOBJ\n x y 1\nENDATA"), 10, "the column “y” does not exist"),
        (HEAD + TAIL.replace("ENDATA", "SOS\n S1 s 1\nENDATA"), 9, "the section SOS is not supported"),
        ("NAME t\nOBJSENSE\n    BEST\n", 3, "the sense of the objective is MAX or MIN, not “BEST”"),
        (b"NAME t\nROWS\n N \xff\n", 3, "it is not UTF-8"),
        (b"NAME t\n\0\0\n", 2, "it holds a NUL byte, so this is no text"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str | bytes, line: int, reason: str) -> None:
    with pytest.raises(mps.Malformed) as caught:
        read(tmp_path, text, keep=False)
    assert caught.value.line == line
    assert reason in str(caught.value)


def test_lines_that_say_nothing_count_as_lines(tmp_path: Path) -> None:
    with pytest.raises(mps.Malformed) as caught:
        read(tmp_path, "* a comment\n\nNAME t\n\n* another\nROWS\n X r\n")
    assert caught.value.line == 7


def test_a_long_reading_can_be_ended(tmp_path: Path) -> None:
    path = tmp_path / "long.mps"
    path.write_text(HEAD + "".join(f" x{n} row 1\n" for n in range(mps.ASK_LINES * 2)) + "ENDATA\n", encoding="utf-8")
    shares: list[float] = []

    def ask(share: float) -> None:
        shares.append(share)
        if len(shares) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        mps.read(path, keep=False, ask=ask)
    assert 0 < shares[0] < shares[1] <= 1


@pytest.mark.parametrize(
    ("name", "rows", "columns", "integers"),
    [("afiro", 27, 32, 0), ("egout", 98, 141, 55), ("flugpl", 18, 18, 11), ("p0548", 176, 548, 548)],
)
def test_the_models_of_the_public_collections_are_read(name: str, rows: int, columns: int, integers: int) -> None:
    path = collected(f"{name}.mps")
    model = mps.read(path, keep=False)
    assert (len(model.rows), len(model.columns)) == (rows, columns)
    assert sum(column.integer for column in model.columns) == integers
