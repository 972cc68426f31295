"""The report as a page."""

from poolpost.cli.report_page import zone_lines
from poolpost.review.judged_plan import Judgement
from poolpost.review.report import review
from poolpost.review.resources import LATER
from tests.conftest import MakeSettings
from tests.scenes.reviews import BY_DEFAULT, plan, row


def test_what_aws_makes_in_the_deploy_is_not_to_be_copied(settings: MakeSettings) -> None:
    """Nobody can publish '(known after the apply)'; where to get it afterwards is said."""
    records = [row("a.example.com", "text"), row(LATER, LATER, "CNAME")]
    made = settings()
    judgement = Judgement(settings=made, findings=[], plan=plan(before=[], after=records), live=BY_DEFAULT, body=None)
    told = zone_lines(review(made, judgement, [], answers={}))
    assert told == "a.example.com. TXT text\n; and 1 known after the apply: poolpost dns local"
