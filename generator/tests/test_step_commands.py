"""What a step says against what its command does: where it is told, and what may differ."""

from __future__ import annotations

import pytest
from test_rules_across import problems

from launchbook.discovery.catalogues import translator

HEAD = """\
plan: commands-1
title: A plan
language: {language}
launch: 2026-03-03
variables: {{old: {{value: 185.12.44.80}}, new: {{value: edge.delivery.net}}, domain: {{value: www.site.gov}}, n: {{value: "12"}}}}
"""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("said", "command", "told"),
    [
        ("Route to v3", "routectl set intent --to v4", True),
        ("切回 v3", "routectl set intent --to v4 --weight 100", True),
        ("Route to v3", "routectl set intent --from v4 --to v3", False),
        ("Deploy 3.2.0", "helm upgrade --set image.tag=3.20.0", True),
        ("Deploy 3.2.0", "helm upgrade --set image.tag=v3.2.0", False),
        ("Point ${domain} at ${old}", "dnsctl set ${domain} A ${new}", True),
        ("把 ${domain} 指回 ${old}", "dnsctl set ${domain} A ${old} --ttl 300", False),
        ("Look at the page", "curl https://${new}/", False),
        ("Route to v3", "routectl show", False),
        ("退回v26.11.9", "shopctl deploy v26.12.3 --all", True),
        ("Take ${n} servers out", "farm drain 11", False),
    ],
)
def test_another_version_or_value_in_the_command(language: str, said: str, command: str, told: bool) -> None:
    text = HEAD.format(language=language) + f'rollback:\n  steps: [{{do: "{said}", command: "{command}"}}]\n'
    found = [(each.location.line, each.location.column) for each in problems(text, "TX012")]
    assert found == ([(7, len(f'  steps: [{{do: "{said}", command: "'))] if told else [])


def test_versions_are_said_as_they_stand_there() -> None:
    text = HEAD.format(language="en") + "rollback: {steps: [{do: Back to v3, command: route V4}]}\n"
    [problem] = problems(text, "TX012")
    assert problem.message.render(translator("en")) == "“Back to v3” names `v3`, and its command `V4`"


def test_what_is_expected_afterwards_may_stand_in_the_command() -> None:
    step = '{do: "Replace v3", command: "deploy v4", expect: "All run v4"}'
    assert problems(HEAD.format(language="en") + f"rollback: {{steps: [{step}]}}\n", "TX012") == []
