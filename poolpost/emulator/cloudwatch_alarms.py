"""DescribeAlarms of the Query protocol: ministack's XML lacks most of what an alarm has, its JSON has all of it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from poolpost.emulator import ministack_app
from poolpost.emulator.ministack_app import Answer, Scope

TARGET = b"GraniteServiceVersion20100801.DescribeAlarms"
_XMLNS = "http://monitoring.amazonaws.com/doc/2010-08-01/"


async def describe(scope: Scope, form: Mapping[str, str]) -> Answer:
    """Ask ministack in JSON and answer in XML."""
    asked = {name: form[name] for name in ("AlarmNamePrefix", "StateValue", "NextToken", "MaxRecords") if name in form}
    lists = {name: _members(form, name) for name in ("AlarmNames", "AlarmTypes")}
    headers = [each for each in scope["headers"] if each[0].lower() not in {b"content-type", b"content-length"}]
    headers += [(b"content-type", b"application/x-amz-json-1.0"), (b"x-amz-target", TARGET)]
    body = json.dumps(asked | {name: values for name, values in lists.items() if values}).encode()
    answer = await ministack_app.call({**scope, "headers": headers}, body)
    found = json.loads(answer.body)
    text = f'<DescribeAlarmsResponse xmlns="{_XMLNS}"><DescribeAlarmsResult>{_xml(found)}</DescribeAlarmsResult>'
    text += "<ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></DescribeAlarmsResponse>"
    return Answer(status=answer.status, headers=[(b"content-type", b"text/xml")], body=text.encode())


def _members(form: Mapping[str, str], name: str) -> list[str]:
    return [value for key, value in form.items() if key.startswith(f"{name}.member.")]


def _xml(value: Any, name: str = "") -> str:
    if isinstance(value, dict):
        return "".join(f"<{key}>{_xml(each, key)}</{key}>" for key, each in value.items() if each is not None)
    if isinstance(value, list):
        return "".join(f"<member>{_xml(each)}</member>" for each in value)
    if isinstance(value, bool):
        return str(value).lower()
    if name.endswith("Timestamp"):
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return escape(str(value))
