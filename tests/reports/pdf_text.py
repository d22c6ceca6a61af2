"""Read the words of a PDF back, as far as ReportLab's own unpacked files need it."""

from __future__ import annotations

import re

OBJECT = re.compile(rb"(\d+) 0 obj\r?\n(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
SHOWN = re.compile(rb"/(F\d+(?:\+\d+)?) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", re.DOTALL)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def page_texts(pdf: bytes) -> list[str]:
    """Return the shown words of each page, in drawing order, a space between pieces."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    fonts: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        for name, reference in re.findall(rb"/(F\d+(?:\+\d+)?) (\d+) 0 R", body):
            found = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(reference)])
            fonts[name] = _cmap(_stream(objects[int(found[1])])) if found else {}
    pages = [body for body in objects.values() if re.search(rb"/Type /Page\b(?!s)", body)]
    texts = []
    for page in pages:
        contents = re.search(rb"/Contents (\d+) 0 R", page)
        assert contents
        font: dict[int, str] = {}
        pieces = []
        for name, shown in SHOWN.findall(_stream(objects[int(contents[1])])):
            if name:
                font = fonts[name]
            else:
                pieces.append("".join(font.get(code, chr(code)) for code in _unescaped(shown)))
        texts.append(" ".join("".join(piece + "\n" for piece in pieces).split()))
    return texts


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found
    return found[1]


def _cmap(text: bytes) -> dict[int, str]:
    codes: dict[int, str] = {}
    for first, _, words in re.findall(rb"<(\w+)> <(\w+)>\s*\[([^\]]*)\]", text):
        for offset, word in enumerate(re.findall(rb"<(\w+)>", words)):
            codes[int(first, 16) + offset] = bytes.fromhex(word.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, word in re.findall(rb"<(\w+)> <(\w+)>", block):
            codes[int(code, 16)] = bytes.fromhex(word.decode()).decode("utf-16-be")
    return codes


def _unescaped(text: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return bytes([int(sign, 8)]) if sign.isdigit() else PLAIN.get(sign, sign)

    return ESCAPE.sub(plain, text)
