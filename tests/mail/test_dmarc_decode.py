"""The encoding of a report."""

from tests.scenes.dmarc_reading import report
from tests.scenes.dmarc_samples import rfc7489


def test_another_encoding_is_read_as_it_says() -> None:
    """UTF-16 and ISO 8859-1 are XML too."""
    text = rfc7489(reporter="Müller").decode()
    assert report(text.replace("UTF-8", "UTF-16").encode("utf-16")).reporter == "Müller"
    assert report(text.replace("UTF-8", "ISO-8859-1").encode("latin-1")).reporter == "Müller"
