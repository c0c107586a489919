from __future__ import annotations

import json
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from coursekit.annotations import AROUND, export_annotations
from coursekit.cli import main
from coursekit.course import Course
from coursekit.records import Anchor, Layer, Note, NoteKind, Source

if TYPE_CHECKING:
    from pathlib import Path

# https://www.w3.org/TR/annotation-vocab/#named-individuals
MOTIVATIONS = {
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
}


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def letter(village: Path) -> Source:
    return Course(village).sources["opening-day"]


def items(exported: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = exported["first"]["items"]
    return found


def assert_follows_the_model(exported: dict[str, Any]) -> None:
    """Hold a collection to the musts of https://www.w3.org/TR/annotation-model/."""
    assert exported["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert exported["type"] == "AnnotationCollection"
    assert isinstance(exported["label"], str)
    uuid.UUID(exported["id"])
    if exported["total"] == 0:
        assert "first" not in exported
        return
    page = exported["first"]
    assert page["type"] == "AnnotationPage"
    assert page["partOf"] == exported["id"]
    assert page["startIndex"] == 0
    assert exported["last"] == page["id"]
    assert exported["total"] == len(page["items"])
    ids = [exported["id"], page["id"], *(one["id"] for one in page["items"])]
    assert len(set(ids)) == len(ids)
    for one in page["items"]:
        assert_is_annotation(one)


def assert_is_annotation(one: dict[str, Any]) -> None:
    assert one["type"] == "Annotation"
    assert one["id"].startswith("urn:uuid:")
    uuid.UUID(one["id"])
    assert one["motivation"] in MOTIVATIONS
    for body in one["body"]:
        assert body["type"] == "TextualBody"
        assert body["value"]
        assert body["language"]
        assert body["purpose"] in MOTIVATIONS
    assert "tagging" in [body["purpose"] for body in one["body"]]
    target = one["target"]
    assert target["source"].startswith(("http://", "https://"))
    selector = target["selector"]
    assert selector["type"] == "TextQuoteSelector"
    assert selector["exact"]
    assert set(selector) <= {"type", "exact", "prefix", "suffix"}
    assert all(0 < len(selector.get(side, "x")) <= AROUND for side in ("prefix", "suffix"))
    assert one["creator"]["type"] in {"Person", "Organization", "Software"}
    assert one["creator"]["name"]


def test_every_document_of_both_courses_follows_the_model(root: Path, village: Path) -> None:
    for folder in (root, village):
        course = Course(folder)
        for source in course.sources.values():
            exported = export_annotations(source, course.settings)
            assert_follows_the_model(exported)
            assert exported["total"] == len(source.notes)


def test_a_note_has_its_words_its_kind_its_layer_and_its_maker(
    letter: Source, village: Path
) -> None:
    one = items(export_annotations(letter, Course(village).settings))[1]
    assert one["motivation"] == "identifying"
    assert one["body"][0] == {
        "type": "TextualBody",
        "value": "She kept the inn at the ford.",
        "format": "text/markdown",
        "language": "en",
        "purpose": "identifying",
    }
    assert [body["value"] for body in one["body"][1:]] == ["person", "layer:instructor"]
    assert one["creator"] == {
        "type": "Organization",
        "name": "The Line to Millbrook: a village and its railway, 1880–1900",
    }
    assert one["rights"] == "https://creativecommons.org/licenses/by/4.0/"


def test_the_words_come_with_what_stands_around_them(letter: Source) -> None:
    target = items(export_annotations(letter))[1]["target"]
    assert target["source"] == letter.url
    assert target["selector"] == {
        "type": "TextQuoteSelector",
        "exact": "Mrs Pell",
        "prefix": "Old ",
        "suffix": " had no good word for it, and sh",
    }


def test_words_of_our_digest_have_it_as_their_scope_and_quoted_words_do_not(
    letter: Source,
) -> None:
    quoted = Note(kind=NoteKind.WORDING, anchor=Anchor(exact="laid nothing"), text="Since when?")
    first, *_, last = items(export_annotations(replace(letter, notes=(*letter.notes, quoted))))
    assert first["target"]["scope"] == "sources/documents/opening-day.md"
    assert "scope" not in last["target"]


def test_words_are_given_as_they_stand_there(letter: Source) -> None:
    note = Note(kind=NoteKind.WORDING, anchor=Anchor(exact='the "band"', suffix="x"), text="a")
    body = ("It was the “band”,\n x of old.",)
    (one,) = items(export_annotations(replace(letter, body=body, notes=(note,))))
    assert one["target"]["selector"]["exact"] == "the “band”"


def test_an_author_is_a_person_and_a_layer_is_a_tag(letter: Source) -> None:
    anchor = Anchor(exact="a Monday")
    note = Note(kind=NoteKind.DATE, anchor=anchor, text="Which?", author="Ana", layer=Layer.STUDENT)
    (one,) = items(export_annotations(replace(letter, notes=(note,))))
    assert one["creator"] == {"type": "Person", "name": "Ana"}
    assert one["body"][2]["value"] == "layer:student"


def test_ids_stay_when_notes_come_before_or_change_their_words(letter: Source) -> None:
    before = [one["id"] for one in items(export_annotations(letter))]
    new = Note(kind=NoteKind.LOSS, anchor=Anchor(exact="crossing"), text="Which?")
    first, second = letter.notes
    changed = replace(letter, notes=(new, replace(first, text="Mended."), second))
    assert [one["id"] for one in items(export_annotations(changed))][1:] == before


def test_two_notes_on_the_same_words_are_two(letter: Source) -> None:
    twice = replace(letter, notes=(letter.notes[0], letter.notes[0]))
    one, two = items(export_annotations(twice))
    assert one["id"] != two["id"]


def test_a_document_without_notes_is_an_empty_collection(letter: Source) -> None:
    exported = export_annotations(replace(letter, notes=()))
    assert (exported["total"], "first" in exported) == (0, False)


def test_the_command_writes_what_the_function_gives(village: Path, tmp_path: Path) -> None:
    course = Course(village)
    wanted = export_annotations(course.sources["opening-day"], course.settings)
    shown = typed("annotations", "opening-day", "--course", village)
    assert json.loads(shown.stdout) == wanted
    path = tmp_path / "notes.jsonld"
    result = typed("annotations", "opening-day", "-o", path, "--course", village)
    assert (result.exit_code, result.output) == (0, "")
    assert path.read_text(encoding="utf-8") == shown.stdout


def test_an_unknown_document_is_a_sentence(village: Path) -> None:
    result = typed("annotations", "opening-dya", "--course", village)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: No source is called 'opening-dya'. Nearest: 'opening-d")


def test_a_folder_that_is_not_there_is_a_sentence(village: Path) -> None:
    path = village / "gone" / "notes.jsonld"
    result = typed("annotations", "opening-day", "-o", path, "--course", village)
    assert result.exit_code == 2
    assert "There is no folder " in result.stderr
